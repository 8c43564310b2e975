// Preloaded into an application: it listens on a free port and prints it.
import { Server } from 'node:net';

const { listen } = Server.prototype;

/** @this {Server} */
Server.prototype.listen = function listenOnFreePort() {
  this.once('listening', () => {
    const address = this.address();
    if (typeof address === 'object') {
      console.log(`listening on port ${address?.port}`);
    }
  });
  return listen.call(this, 0);
};
