// The conversation as shown: bubbles in the order of the server's ids, own unsent ones at the end.

import { attachment, clockTime, dayLabel, el, icon, linked, numericDate, ownAddress, stamp } from './parts.js';

export class Messages {
  #byId = new Map();
  #byClient = new Map();
  #shown = new WeakMap(); // article -> the message it shows
  #tapped = new Set(); // ids whose button was pressed here: their buttons stay away
  #log;
  #on;

  // on: { tap(button, id), discard(clientId), view(picture), unsent(clientId): bool, now(): ms, shift(): ms }
  constructor(log, on) {
    this.#log = log;
    this.#on = on;
  }

  receive(message) {
    const known = this.#byId.get(message.id) ?? (message.client_id ? this.#byClient.get(message.client_id) : null);
    if (known) this.#adopt(known, message);
    else this.#insert(this.#article(message, 'kept'), message);
  }

  edit({ id, ...parts }) {
    const article = this.#byId.get(id);
    if (!article) return;
    this.#tapped.delete(id);
    const given = Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== null));
    this.#fill(article, { ...this.#shown.get(article), ...given });
  }

  // A message of mine on its way; its preview is the file on this device.
  addOwn(record) {
    if (record.type === 'tap') this.#answered(record.about);
    const at = new Date(record.at + this.#on.shift()).toISOString();
    const message = { from: 'me', client_id: record.client_id, text: record.text ?? record.label ?? '', at, ...local(record) };
    const article = this.#article(message, 'waiting');
    this.#log.append(article);
    this.#separate(article);
  }

  // From here on it survives a reload of the page.
  stored({ client_id: clientId }) {
    this.#byClient.get(clientId)?.setAttribute('data-stored', '');
  }

  settle(record, state, reason) {
    const article = this.#byClient.get(record.client_id);
    if (!article) return;
    if (state === 'discarded') return void this.removeOwn(record);
    article.dataset.state = state;
    this.#fill(article, { ...this.#shown.get(article), reason });
    if (state === 'refused' && record.type === 'tap') this.#reopen(record.about);
  }

  removeOwn({ client_id: clientId }) {
    const article = this.#byClient.get(clientId);
    this.#byClient.delete(clientId);
    if (article.contains(document.activeElement)) this.#log.focus({ preventScroll: true });
    article.remove();
  }

  // "Today" is another day once the server has told its date.
  nameDays() {
    this.#log.querySelectorAll('[data-day]').forEach((article) => this.#separate(article));
  }

  progress({ client_id: clientId }, fraction) {
    const bar = this.#byClient.get(clientId)?.querySelector('progress');
    if (bar) bar.value = fraction;
  }

  #article(message, state) {
    const live = this.#log.getAttribute('aria-busy') === 'false';
    const article = el('article', { tabIndex: -1, className: live ? 'new' : '' });
    article.dataset.from = message.from;
    article.dataset.state = state;
    this.#fill(article, message);
    return article;
  }

  #adopt(article, message) {
    article.dataset.state = 'kept';
    const before = this.#shown.get(article);
    const preview = before.local ? { pictures: before.pictures, files: before.files, local: true } : {};
    this.#byId.set(message.id, article);
    if (JSON.stringify({ ...before, ...message }) !== JSON.stringify(before)) this.#fill(article, { ...message, ...preview });
  }

  #insert(article, message) {
    this.#byId.set(message.id, article);
    let before = this.#log.lastElementChild;
    while (before && this.#follows(before, message.id)) before = before.previousElementSibling;
    if (before) before.after(article);
    else this.#log.prepend(article);
    this.#separate(article);
    if (article.nextElementSibling) this.#separate(article.nextElementSibling);
  }

  #follows(article, id) {
    const other = this.#shown.get(article);
    return other.id === undefined ? this.#on.unsent(other.client_id) : other.id > id;
  }

  #separate(article) {
    const instant = (of) => Date.parse(this.#shown.get(of).at);
    const previous = article.previousElementSibling;
    const first = !previous || numericDate(instant(previous)) !== numericDate(instant(article));
    if (first) article.dataset.day = dayLabel(instant(article), this.#on.now());
    else delete article.dataset.day;
  }

  #fill(article, message) {
    this.#shown.set(article, message);
    if (message.client_id) this.#byClient.set(message.client_id, article);
    article.dataset.id = message.id ?? message.client_id;
    const tile = message.from === 'me' && !message.text && message.pictures?.length === 1;
    article.classList.toggle('tile', tile && article.dataset.state !== 'refused');
    article.ariaLabel = `${message.from === 'me' ? 'Đồng chí' : 'Gương Sáng'}, ${clockTime(Date.parse(message.at))}`;
    this.#leave(article);
    article.replaceChildren(this.#bubble(article, message), ...this.#actions(message));
  }

  #bubble(article, message) {
    const bubble = el('div', { className: 'bubble' });
    const { pictures = [], files = [], text, reason } = message;
    bubble.append(...pictures.map((picture) => this.#picture(picture)).filter(Boolean));
    if (text) bubble.append(el('p', { className: 'text' }, ...linked(text)));
    bubble.append(...files.map(attachment).filter(Boolean));
    if (reason) bubble.append(el('p', { className: 'reason' }, reason));
    if (message.local && article.dataset.state === 'waiting') bubble.append(...this.#travelling(message));
    bubble.append(stamp(message, article.dataset.state));
    return bubble;
  }

  #picture({ src, alt, full = src }) {
    const [address, whole] = [ownAddress(src), ownAddress(full)];
    if (!address) return null;
    const image = el('img', { src: address, alt, decoding: 'async' });
    image.onerror = () => image.replaceWith(el('span', { className: 'file' }, icon('file'), alt || 'Ảnh'));
    const open = (event) => {
      event.preventDefault();
      this.#on.view({ src: whole, alt });
    };
    return el('a', { className: 'picture', href: whole, ariaLabel: `Xem ảnh ${alt}`.trim(), onclick: open }, image);
  }

  #travelling({ client_id: clientId }) {
    const bar = el('progress', { max: 1, value: 0, ariaLabel: 'Đang gửi' });
    const discard = el('button', { type: 'button', className: 'discard', ariaLabel: 'Bỏ, không gửi', title: 'Bỏ, không gửi' }, icon('close'));
    discard.onclick = () => this.#on.discard(clientId);
    return [bar, discard];
  }

  #actions({ id, buttons = [], controls = [] }) {
    if (this.#tapped.has(id)) return [];
    const press = (button) => el('button', { type: 'button', onclick: () => this.#on.tap(button, id) }, button.label);
    const group = (className, label, list) => {
      const node = el('div', { className, role: 'group', ariaLabel: label }, ...list.map(press));
      return list.length ? [node] : [];
    };
    return [...group('choices', 'Chọn trả lời', buttons), ...group('controls', 'Việc khác', controls)];
  }

  // The question is answered wherever it was asked: a receipt may have offered its buttons again.
  #answered(id) {
    for (const other of new Set([id, ...this.#sameQuestion(id)])) {
      this.#tapped.add(other);
      this.#refresh(other);
    }
  }

  #sameQuestion(id) {
    const asked = this.#question(id);
    return asked ? [...this.#byId.keys()].filter((other) => this.#question(other) === asked) : [];
  }

  // A payload is <place>.<question>.<option>.
  #question(id) {
    const { buttons = [], controls = [] } = this.#shown.get(this.#byId.get(id)) ?? {};
    const payload = [...buttons, ...controls][0]?.payload ?? '';
    return payload.slice(0, Math.max(0, payload.lastIndexOf('.')));
  }

  #reopen(id) {
    this.#tapped.delete(id);
    this.#refresh(id);
  }

  #refresh(id) {
    const article = this.#byId.get(id);
    if (article) this.#fill(article, this.#shown.get(article));
  }

  // What had the focus is about to go: the focus stays with its message, so Tab leads to the next buttons.
  #leave(article) {
    if (!article.contains(document.activeElement)) return;
    article.focus({ preventScroll: true });
  }
}

function local({ type, blob, kind, name }) {
  if (type !== 'file') return {};
  const address = URL.createObjectURL(blob);
  if (kind === 'photo') return { local: true, pictures: [{ src: address, alt: name }] };
  return { local: true, files: [{ href: address, name, audio: kind === 'voice' }] };
}
