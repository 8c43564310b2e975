import type { MembersMeta, VarMeta } from '../../vars/var-meta.js';
import type { Collector } from '../collector.js';

/** Reads the versions of Node and of the libraries that it was built with. */
export class VersionCollector implements Collector {
  static readonly meta: VarMeta = {
    description: 'Versions of Node and of its libraries',
    kind: 'info',
    metric: 'nodejs_version_info',
    members: {
      node: { description: 'Version of Node', label: 'version' },
      v8: { description: 'Version of V8' },
      uv: { description: 'Version of libuv' },
      openssl: { description: 'Version of OpenSSL' },
      modules: { description: 'Version of the ABI for native addons' },
    } satisfies MembersMeta<ReturnType<VersionCollector['read']>>,
  };

  read() {
    const { node, v8, uv, openssl, modules } = process.versions;
    return { node, v8, uv, openssl, modules };
  }
}
