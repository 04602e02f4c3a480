// Where a message is written: text, photos and files chosen, taken, pasted or dropped.

const byId = (id) => document.getElementById(id);
const DRAFT = 'draft';
const HEIC = /\.(heic|heif)$/i;

function kindOf(file) {
  if (file.type.startsWith('image/') || HEIC.test(file.name)) return 'photo';
  if (file.type.startsWith('video/')) return 'video';
  return file.type.startsWith('audio/') ? 'voice' : 'file';
}

const asChosen = (file) => ({ blob: file, kind: kindOf(file), name: file.name || 'anh.png' });

export class Composer {
  #text = byId('text');
  #input = byId('files');
  #on;

  // on: { say(text), files([{blob, kind, name}]) }
  constructor(on) {
    this.#on = on;
    this.#writing();
    this.#choosing();
    this.#dropping();
    this.#text.value = sessionStorage.getItem(DRAFT) ?? '';
    this.#changed();
    if (matchMedia('(pointer: fine)').matches) this.#text.focus();
  }

  #writing() {
    byId('composer').onsubmit = (event) => {
      event.preventDefault();
      this.#send();
    };
    this.#text.oninput = () => this.#changed();
    this.#text.onkeydown = (event) => {
      // Enter also ends a word in a Vietnamese typing tool; that one is not ours (229: the tool has it).
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.#send();
    };
  }

  #send() {
    const text = this.#text.value.trim();
    this.#text.focus();
    if (!text) return;
    this.#text.value = '';
    this.#changed();
    this.#on.say(text);
  }

  #changed() {
    sessionStorage.setItem(DRAFT, this.#text.value);
    byId('writing').classList.toggle('empty', !this.#text.value.trim());
    this.#text.style.height = 'auto';
    this.#text.style.height = `${this.#text.scrollHeight + 2}px`; // its border
  }

  #choosing() {
    byId('attach').onclick = () => this.#choose(false);
    byId('camera').onclick = () => this.#choose(true);
    this.#input.onchange = () => {
      this.#take(this.#input.files);
      this.#input.value = '';
    };
    document.addEventListener('paste', (event) => {
      if (!event.clipboardData.files.length) return;
      event.preventDefault();
      this.#take(event.clipboardData.files);
    });
  }

  // One input serves both buttons; the camera is opened by the attribute.
  #choose(camera) {
    this.#input.toggleAttribute('capture', camera);
    if (camera) this.#input.setAttribute('capture', 'environment');
    this.#input.click();
  }

  #dropping() {
    const overlay = byId('drop');
    const carries = (event) => event.dataTransfer?.types.includes('Files');
    document.addEventListener('dragover', (event) => {
      if (!carries(event)) return;
      event.preventDefault();
      overlay.hidden = false;
    });
    document.addEventListener('dragleave', (event) => {
      if (!event.relatedTarget) overlay.hidden = true;
    });
    document.addEventListener('drop', (event) => {
      overlay.hidden = true;
      if (!carries(event)) return;
      event.preventDefault();
      this.#take(event.dataTransfer.files);
    });
  }

  #take(list) {
    const chosen = Array.from(list, asChosen);
    if (chosen.length) this.#on.files(chosen);
  }
}
