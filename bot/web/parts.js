// The small pieces messages are built of: elements, icons, safe links, dates as people here write them.

export function el(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `#i-${name}`);
  svg.setAttribute('aria-hidden', 'true');
  svg.append(use);
  return svg;
}

// An address of the web, or a Vietnamese telephone number: 10 digits, 11 for a fixed line.
const LINK = /https?:\/\/[^\s<>"]+|(?<![\d.])0(?:[35789](?:[ .]?\d){8}|2(?:[ .]?\d){9})(?![\d])/g;

function split(found) {
  const tail = found.match(/[.,;:!?)\]”’]+$/)?.[0] ?? '';
  return [found.slice(0, found.length - tail.length), tail];
}

function link(address) {
  const web = address.startsWith('http');
  const node = el('a', { href: web ? address : `tel:${address.replace(/\D/g, '')}` }, address);
  return web ? Object.assign(node, { target: '_blank', rel: 'noopener noreferrer' }) : node;
}

// Text is only ever put in as text nodes, so nothing in it can become markup.
export function linked(text) {
  const parts = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(LINK)) {
    const [address, tail] = split(found);
    parts.push(text.slice(from, index), link(address), tail);
    from = index + found.length;
  }
  return [...parts, text.slice(from)].filter((part) => part !== '');
}

// Pictures and files come from this site (or from a blob of this page); anything else is not shown.
export function ownAddress(address) {
  const url = new URL(address, location.href);
  const own = url.origin === location.origin && /^(https?|blob):$/.test(url.protocol);
  return own ? url.href : null;
}

// Endings that sound alone has; what is called .mp4 or .webm may be a film, and is said to be sound.
const AUDIO = /\.(ogg|oga|opus|m4a|mp3|wav|aac|amr)$/i;

export function attachment({ href, name, audio }) {
  const address = ownAddress(href);
  if (!address) return null;
  if (audio || AUDIO.test(name)) return el('audio', { src: address, controls: true, preload: 'metadata', ariaLabel: name });
  return el('a', { className: 'file', href: address, download: name }, icon('file'), el('span', {}, name));
}

// Dates are those of Vietnam, whatever the device is set to: the plan's days are.
const zone = { timeZone: 'Asia/Ho_Chi_Minh' };
const hour = new Intl.DateTimeFormat('vi-VN', { ...zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const date = new Intl.DateTimeFormat('vi-VN', { ...zone, day: 'numeric', month: 'numeric', year: 'numeric' });
const weekday = new Intl.DateTimeFormat('vi-VN', { ...zone, weekday: 'long' });

export const clockTime = (instant) => hour.format(instant);

export function numericDate(instant) {
  const part = Object.fromEntries(date.formatToParts(instant).map(({ type, value }) => [type, value]));
  return `${Number(part.day)}/${Number(part.month)}/${part.year}`;
}

export function dayLabel(instant, now) {
  const day = numericDate(instant);
  if (day === numericDate(now)) return `Hôm nay, ${day}`;
  if (day === numericDate(now - 86400000)) return `Hôm qua, ${day}`;
  return `${weekday.format(instant)}, ${day}`;
}

export const minutes = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;

const TICKS = { waiting: 'Đang chờ gửi', kept: 'Đã nhận', refused: 'Chưa nhận được' };

export function stamp({ from, at }, state) {
  const time = el('time', { dateTime: at }, clockTime(Date.parse(at)));
  if (from !== 'me') return el('footer', {}, time);
  const tick = el('span', { className: 'tick', role: 'img', ariaLabel: TICKS[state], title: TICKS[state] }, icon(state));
  return el('footer', {}, time, tick);
}
