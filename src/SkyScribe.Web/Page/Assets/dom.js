// Elements are made, never parsed: a caption or a file's name can only become text.
export const $ = id => document.getElementById(id);

export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (key === 'style') for (const [property, text] of Object.entries(value)) element.style.setProperty(property, text);
    else if (key === 'text') element.textContent = value;
    else element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.filter(child => child !== null && child !== undefined));
  return element;
}

export const say = text => { $('said').textContent = text; };

let noteTimer = 0;
export function note(text, seconds = 6) {
  const element = $('note');
  element.textContent = text;
  element.hidden = text === '';
  clearTimeout(noteTimer);
  if (text && seconds) noteTimer = setTimeout(() => { element.hidden = true; }, seconds * 1000);
}

export function ask(text) {
  const dialog = $('ask');
  $('ask-text').textContent = text;
  dialog.returnValue = 'no';
  dialog.showModal();
  return new Promise(resolve => dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true }));
}
