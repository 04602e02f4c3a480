// Voice notes: press to record, press to stop, listen, then send or throw away.

import { minutes } from './parts.js';

const KINDS = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus'];
const LONGEST = 600; // seconds
const FORBIDDEN = 'Điện thoại chưa cho phép ghi âm. Đồng chí có thể gõ chữ, hoặc gửi tệp ghi âm sẵn.';
const byId = (id) => document.getElementById(id);

const supported = () => Boolean(navigator.mediaDevices?.getUserMedia && window.MediaRecorder);
const extension = (type) => (type.includes('mp4') ? 'm4a' : type.includes('ogg') ? 'ogg' : 'webm');

export class Voice {
  #recorder = null;
  #blob = null;
  #ticking = 0;
  #on;

  // on: { send({blob, kind, name}), notice(text) }
  constructor(on) {
    this.#on = on;
    byId('record').hidden = !supported();
    byId('record').onclick = () => this.#start();
    byId('stop').onclick = () => this.#recorder?.stop();
    byId('discard').onclick = () => this.#discard();
    byId('sendvoice').onclick = () => this.#send();
    byId('recording').onkeydown = (event) => event.key === 'Escape' && this.#discard();
  }

  async #start() {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      this.#record(stream);
    } catch (error) {
      console.warn('no microphone', error);
      this.#on.notice(FORBIDDEN);
    }
  }

  #record(stream) {
    const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
    const chunks = [];
    this.#recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: 32_000 });
    this.#recorder.ondataavailable = ({ data }) => chunks.push(data);
    this.#recorder.onstop = () => {
      stream.getTracks().forEach((track) => track.stop());
      clearInterval(this.#ticking);
      if (this.#recorder) this.#preview(new Blob(chunks, { type: this.#recorder.mimeType }));
    };
    this.#recorder.start(1000);
    this.#show('recording');
    this.#tick();
  }

  #tick() {
    const since = Date.now();
    byId('timer').textContent = minutes(0);
    this.#ticking = setInterval(() => {
      const seconds = Math.floor((Date.now() - since) / 1000);
      byId('timer').textContent = minutes(seconds);
      if (seconds >= LONGEST) this.#recorder.stop();
    }, 250);
  }

  #preview(blob) {
    this.#blob = blob;
    byId('preview').src = URL.createObjectURL(blob);
    this.#show('preview');
  }

  #discard() {
    const recorder = this.#recorder;
    this.#recorder = null;
    this.#blob = null;
    if (recorder?.state === 'recording') recorder.stop();
    this.#show('writing');
  }

  #send() {
    const type = this.#blob.type.split(';')[0];
    const name = `ghi-am-${byId('timer').textContent.replace(':', '-')}.${extension(type)}`;
    this.#on.send({ blob: this.#blob, kind: 'voice', name });
    this.#discard();
  }

  #show(stage) {
    byId('writing').hidden = stage !== 'writing';
    byId('recording').hidden = stage === 'writing';
    byId('recording').dataset.stage = stage;
    byId('timer').hidden = byId('stop').hidden = stage !== 'recording';
    byId('preview').hidden = byId('sendvoice').hidden = stage !== 'preview';
    byId({ recording: 'stop', preview: 'sendvoice', writing: 'record' }[stage]).focus();
    if (stage !== 'preview') byId('preview').removeAttribute('src');
  }
}
