// Everything said and not yet kept by the server: one queue, first in first out, that survives a reload.
// The one hard idea: an item leaves only on the server's word (kept, refused, or seen in the history),
// and it keeps its client_id for ever, so sending it twice is harmless.

import { backOff } from './connection.js';
import { upload } from './upload.js';

const AT_ONCE = 2; // files of one album
const NO_ANSWER = 30_000;

export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12)); // randomUUID needs https
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export class Outbox {
  #items = [];
  #others = []; // of somebody else who used this device: neither shown nor sent
  #store;
  #connection;
  #on;
  #offset = 0;
  #owner = null;
  #last = 0;

  // on: { added(record), stored(record), progress(record, fraction), settled(record, state, reason), hidden(record), gone(), unsaved() }
  constructor(store, on) {
    this.#store = store;
    this.#on = on;
  }

  attach(connection) {
    this.#connection = connection;
  }

  async restore(likelyOwner) {
    const records = (await this.#store.all()).sort((a, b) => a.order - b.order);
    this.#last = records.at(-1)?.order ?? 0;
    for (const record of records) {
      const shown = record.owner === null || record.owner === likelyOwner;
      (shown ? this.#items : this.#others).push(fresh(record));
      if (shown) this.#on.added(record);
    }
  }

  // Said again at every greeting: who we are, and how far this device's clock is from the server's.
  claim(owner, offset) {
    this.#owner = owner;
    this.#offset = offset;
    const all = [...this.#items, ...this.#others].sort((a, b) => a.record.order - b.record.order);
    all.filter((item) => item.record.owner === null).forEach((item) => this.#own(item.record));
    const mine = all.filter((item) => item.record.owner === owner);
    this.#items.filter((item) => !mine.includes(item)).forEach((item) => this.#on.hidden(item.record));
    mine.filter((item) => this.#others.includes(item)).forEach((item) => this.#on.added(item.record));
    this.#others = all.filter((item) => !mine.includes(item));
    this.#items = mine;
    this.#items.forEach((item) => clearTimeout(item.timer));
    this.#items.forEach((item) => Object.assign(item, { resting: false, sent: item.upload !== null }));
    this.pump();
  }

  say(text) {
    this.#add({ type: 'say', text });
  }

  tap(button, about) {
    this.#add({ type: 'tap', payload: button.payload, label: button.label, about });
  }

  files(chosen) {
    const album = chosen.length > 1 ? newId() : '';
    for (const { blob, kind, name } of chosen) this.#add({ type: 'file', blob, kind, name, album, caption: '' });
  }

  settle(clientId, state, reason) {
    const item = this.#items.find(({ record }) => record.client_id === clientId);
    if (!item) return;
    this.#items.splice(this.#items.indexOf(item), 1);
    clearTimeout(item.timer);
    this.#keep(this.#store.drop(clientId));
    this.#on.settled(item.record, state, reason);
    this.pump();
  }

  // The person thought better of a file that has not gone yet.
  discard(clientId) {
    const item = this.#items.find(({ record }) => record.client_id === clientId);
    item?.upload?.abort();
    this.settle(clientId, 'discarded');
  }

  interrupted() {
    for (const item of this.#items) {
      if (item.record.type === 'file') continue; // an upload has its own connection and may well go on
      clearTimeout(item.timer);
      item.sent = false;
    }
  }

  isSent(clientId) {
    return this.#items.find(({ record }) => record.client_id === clientId)?.sent ?? true;
  }

  pump() {
    const head = this.#items[0]?.record;
    if (!head || !this.#connection.ready) return;
    if (head.type !== 'file') return void this.#transmit(this.#items[0]);
    const later = this.#items.findIndex(({ record }) => record.type !== 'file' || record.album !== head.album);
    const album = this.#items.slice(0, head.album ? (later < 0 ? undefined : later) : 1);
    const idle = album.filter((item) => !item.upload && !item.resting);
    const free = AT_ONCE - album.filter((item) => item.upload).length;
    idle.slice(0, Math.max(0, free)).forEach((item) => this.#upload(item));
  }

  #add(fields) {
    this.#last = Math.max(Date.now(), this.#last + 1);
    const record = { ...fields, client_id: newId(), at: Date.now(), order: this.#last, owner: this.#owner };
    this.#items.push(fresh(record));
    this.#keep(this.#store.put(record).then(() => this.#on.stored(record)));
    this.#on.added(record);
    this.pump();
  }

  #own(record) {
    record.owner = this.#owner;
    this.#keep(this.#store.put(record));
  }

  #keep(writing) {
    writing.catch((error) => {
      console.warn('not kept on this device', error);
      this.#on.unsaved();
    });
  }

  #transmit(item) {
    if (item.sent) return;
    const { type, client_id, text, payload, label } = item.record;
    const said = type === 'say' ? { text } : { payload, label };
    item.sent = true;
    item.timer = setTimeout(() => this.#connection.restart(), NO_ANSWER);
    this.#connection.send({ type, client_id, ...said, at: this.#instant(item.record) });
  }

  async #upload(item) {
    item.sent = true;
    item.upload = upload(item.record, this.#instant(item.record), (part) => this.#on.progress(item.record, part));
    const { state, reason } = await item.upload.done;
    item.upload = null;
    if (!this.#items.includes(item)) return;
    if (state === 'kept' || state === 'refused') this.settle(item.record.client_id, state, reason);
    else if (state === 'gone') this.#on.gone();
    else this.#rest(item);
  }

  #rest(item) {
    item.resting = true;
    item.sent = false;
    this.#on.progress(item.record, 0);
    item.timer = setTimeout(() => {
      item.resting = false;
      this.pump();
    }, backOff(item.tries));
    item.tries += 1;
  }

  #instant(record) {
    return new Date(record.at + this.#offset).toISOString();
  }
}

const fresh = (record) => ({ record, sent: false, upload: null, resting: false, tries: 0, timer: 0 });
