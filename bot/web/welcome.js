// Turns a typed code (spaces allowed) or a pasted invitation link into the address /i/<code>.

const form = document.getElementById('invite');
const field = document.getElementById('code');
const wrong = document.getElementById('wrong');

export function codeIn(text) {
  const link = text.trim().match(/^https?:\/\/.*?\/i\/(\d+)/);
  const code = link ? link[1] : text.replace(/[\s.-]/g, '');
  return /^\d+$/.test(code) ? code : null;
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const code = codeIn(field.value);
  wrong.hidden = code !== null;
  if (code === null) field.focus();
  else location.assign(`/i/${code}`);
});
