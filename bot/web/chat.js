// The page as a whole: what arrives is shown, what is said goes to the outbox, what is wrong is told.

import { Composer } from './composer.js';
import { Connection } from './connection.js';
import { Messages } from './messages.js';
import { Outbox } from './outbox.js';
import { el } from './parts.js';
import { openStore, storeless } from './store.js';
import { Voice } from './voice.js';

const LOST = 'Mất mạng. Tin của đồng chí được giữ lại và sẽ gửi khi có mạng.';
const GONE = 'Đồng chí cần vào lại cuộc trò chuyện. Tin chưa gửi vẫn được giữ. ';
const UNSAVED = 'Máy không giữ được tin chưa gửi. Đồng chí đừng đóng trang này cho đến khi gửi xong.';
const GRACE = 1200; // a short break is nobody's concern
const TYPING_AT_MOST = 20_000;
const OWNER = 'owner';

const byId = (id) => document.getElementById(id);
const log = byId('log');
const scroller = byId('scroller');
let newest = 0;
let owner = null;
let shift = 0; // the server's clock less this device's, in ms
let lateBanner = 0;
let typingEnds = 0;

const now = () => Date.now() + shift;

// --- scrolling: stay at the end unless the person has gone up to read ---

let following = true;
let lastTop = 0;
let begun = null; // the message that is being read from its beginning

// A message longer than the screen is read from its first line, not from its last button.
function toEnd() {
  following = true;
  const last = log.lastElementChild;
  const tall = last?.dataset.from === 'bot' && last.offsetHeight > scroller.clientHeight;
  if (!tall) scroller.scrollTop = scroller.scrollHeight;
  else if (last !== begun) scroller.scrollTop += last.getBoundingClientRect().top - scroller.getBoundingClientRect().top - 8;
  begun = tall ? last : null;
  lastTop = scroller.scrollTop;
}

// Only a movement upwards is the person's: new messages also leave the end behind.
function scrolled() {
  const atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 90;
  if (atEnd) following = true;
  else if (scroller.scrollTop < lastTop) following = false;
  lastTop = scroller.scrollTop;
  byId('newest').hidden = following;
}

function watchScrolling() {
  const grown = new ResizeObserver(() => following && toEnd());
  [log, scroller].forEach((node) => grown.observe(node));
  scroller.addEventListener('scroll', scrolled, { passive: true });
  byId('newest').onclick = () => {
    begun = log.lastElementChild;
    scroller.scrollTop = scroller.scrollHeight;
    byId('text').focus({ preventScroll: true });
  };
}

// Safari does not shrink the page for its keyboard; the visual viewport knows.
function watchKeyboard() {
  visualViewport.addEventListener('resize', () => {
    if (visualViewport.scale !== 1) return; // enlarged with two fingers, not a keyboard
    document.documentElement.style.setProperty('--height', `${visualViewport.height}px`);
    scrollTo(0, 0);
  });
}

// --- what the person is told about the connection ---

function banner(...parts) {
  clearTimeout(lateBanner);
  lateBanner = 0;
  byId('banner').replaceChildren(...parts);
  byId('banner').hidden = parts.length === 0;
}

function notice(text) {
  byId('notice').textContent = text;
  byId('notice').hidden = !text;
}

function typing(on) {
  clearTimeout(typingEnds);
  byId('typing').hidden = !on;
  if (on) typingEnds = setTimeout(() => typing(false), TYPING_AT_MOST);
  if (following) toEnd();
}

function view({ src, alt }) {
  Object.assign(byId('viewer').querySelector('img'), { src, alt });
  byId('viewer').showModal();
}

// --- the parts and how they speak to each other ---

const store = await openStore().catch((error) => {
  console.warn('no store on this device', error);
  return storeless();
});

const messages = new Messages(log, {
  tap: (button, about) => outbox.tap(button, about),
  discard: (clientId) => outbox.discard(clientId),
  view,
  unsent: (clientId) => !outbox.isSent(clientId),
  now,
  shift: () => shift,
});

const outbox = new Outbox(store, {
  added: (record) => added(record),
  stored: (record) => messages.stored(record),
  progress: (record, fraction) => messages.progress(record, fraction),
  settled: (record, state, reason) => messages.settle(record, state, reason),
  hidden: (record) => messages.removeOwn(record),
  gone: () => gone(),
  unsaved: () => notice(UNSAVED),
});

const connection = new Connection(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`, {
  greeting: () => ({ type: 'hello', after: newest }),
  frame: (frame) => heard(frame),
  ready: (frame) => ready(frame),
  lost: () => lost(),
  gone: () => gone(),
});

function added(record) {
  messages.addOwn(record);
  toEnd();
}

function heard(frame) {
  if (frame.type === 'message') arrived(frame);
  else if (frame.type === 'edit') messages.edit(frame);
  else if (frame.type === 'kept' || frame.type === 'refused') outbox.settle(frame.client_id, frame.type, frame.reason);
  else if (frame.type === 'typing') typing(frame.on);
  else console.warn('unknown frame', frame.type);
}

function arrived(message) {
  newest = Math.max(newest, message.id);
  if (message.from === 'bot') typing(false);
  if (message.client_id) outbox.settle(message.client_id, 'kept'); // seen in the history: it is kept
  messages.receive(message);
}

function ready(frame) {
  const someone = frame.person ?? `${frame.name}|${frame.unit}`;
  if (owner !== null && owner !== someone) return location.reload(); // another person signed in meanwhile
  owner = someone;
  localStorage.setItem(OWNER, owner);
  shift = frame.now ? Date.parse(frame.now) - Date.now() : 0;
  byId('person').textContent = [frame.name, frame.unit].filter(Boolean).join(' · ');
  log.lang = frame.language;
  log.setAttribute('aria-busy', 'false');
  messages.nameDays();
  banner();
  outbox.claim(owner, shift);
}

function lost() {
  outbox.interrupted();
  typing(false);
  if (!navigator.onLine) banner(LOST);
  else if (!lateBanner) lateBanner = setTimeout(() => banner(LOST), GRACE);
}

function gone() {
  banner(GONE, el('a', { href: '/' }, 'Vào lại'));
}

async function start() {
  outbox.attach(connection);
  await outbox.restore(localStorage.getItem(OWNER));
  const say = (text) => {
    notice('');
    outbox.say(text);
  };
  new Composer({ say, files: (chosen) => outbox.files(chosen) });
  new Voice({ send: (note) => outbox.files([note]), notice });
  byId('menu').onclick = () => say('menu');
  watchScrolling();
  watchKeyboard();
  connection.open();
}

await start();
