// Keeps one socket open to the server: greets, pings, and comes back by itself after a loss.

const PING_EVERY = 25_000;
const SILENCE = 70_000; // long enough for a weak uplink that is busy with photos
const FIRST_WAIT = 500;
const LONGEST_WAIT = 20_000;
const SESSION_GONE = 4401;

// Doubling, with jitter, so that a whole district does not come back in the same second.
export function backOff(tries) {
  const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** tries);
  return longest * (0.5 + Math.random() / 2);
}

export class Connection {
  #socket = null;
  #tries = 0;
  #timer = 0;
  #heard = 0;

  // on: { greeting(): frame, frame(frame), ready(frame), lost(), gone() }
  constructor(url, on) {
    this.url = url;
    this.on = on;
    this.ready = false;
    setInterval(() => this.#ping(), PING_EVERY);
    addEventListener('online', () => this.restart());
    addEventListener('offline', () => this.#lose(LONGEST_WAIT));
    addEventListener('pageshow', (event) => event.persisted && this.restart());
    document.addEventListener('visibilitychange', () => this.#wake());
  }

  open() {
    clearTimeout(this.#timer);
    const socket = new WebSocket(this.url);
    this.#socket = socket;
    this.#heard = Date.now();
    socket.onopen = () => socket.send(JSON.stringify(this.on.greeting()));
    socket.onmessage = ({ data }) => socket === this.#socket && this.#hear(JSON.parse(data));
    socket.onclose = ({ code }) => this.#closed(socket, code);
  }

  // At once: for when this device, not the server, is the reason.
  restart() {
    this.#tries = 0;
    this.#lose(0);
  }

  send(frame) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  #hear(frame) {
    this.#heard = Date.now();
    if (frame.type === 'pong') return;
    if (frame.type !== 'ready') return void this.on.frame(frame);
    this.ready = true;
    this.#tries = 0;
    this.on.ready(frame);
  }

  #closed(socket, code) {
    if (socket !== this.#socket) return;
    if (code === SESSION_GONE) this.#stop();
    else this.#lose(backOff(this.#tries));
  }

  #stop() {
    this.ready = false;
    this.#socket = null;
    clearTimeout(this.#timer);
    this.on.gone();
  }

  // A dead socket may take minutes to close by itself: it is forgotten at once.
  #lose(wait) {
    const socket = this.#socket;
    this.#socket = null;
    this.ready = false;
    socket?.close();
    this.on.lost();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.open(), wait);
    this.#tries += 1;
  }

  #ping() {
    if (!this.#socket) return;
    if (Date.now() - this.#heard > SILENCE) this.restart();
    else this.send({ type: 'ping' });
  }

  #wake() {
    if (document.visibilityState === 'visible' && Date.now() - this.#heard > PING_EVERY * 1.5) this.restart();
  }
}
