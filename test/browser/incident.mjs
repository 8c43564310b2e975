import { Application } from './application.mjs';
import { INCIDENT } from './shop/faults.mjs';
import { Load } from './shop/load.mjs';

/**
 * @typedef {import('./application.mjs').Platform} Platform
 *
 * @typedef {object} CheckContext what each check gets
 * @property {Platform} platform
 * @property {import('playwright-core').Browser} browser
 * @property {Incident} incident
 */

/** A shop with every fault and its traffic, which checks share. */
export class Incident {
  /** @type {Promise<{ application: Application, load: Load }> | undefined} */
  #started;

  /** @param {Platform} platform */
  constructor(platform) {
    this.platform = platform;
  }

  /** Starts the shop unless it runs. */
  start() {
    this.#started ??= this.#start();
    return this.#started;
  }

  async #start() {
    const application = await Application.start({
      platform: this.platform,
      variables: 'shop',
      faults: INCIDENT,
    });
    const load = new Load(application.url).start();
    return { application, load };
  }

  async end() {
    if (this.#started !== undefined) {
      const { application, load } = await this.#started;
      load.close();
      application.kill();
    }
  }
}
