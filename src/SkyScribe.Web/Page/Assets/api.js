import { $ } from './dom.js';
import { t } from './texts.js';

export class Problem extends Error {
  constructor(status, detail) { super(detail); this.status = status; }
}

let offline = 0;
function setOffline(is) {
  $('offline').hidden = !is;
  if (is && !offline) offline = setInterval(() => request('/healthz').catch(() => {}), 4000);
  if (!is && offline) { clearInterval(offline); offline = 0; document.dispatchEvent(new Event('online-again')); }
}

async function request(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch (problem) {
    if (problem.name === 'AbortError') throw problem;
    setOffline(true);
    throw new Problem(0, t('offlineTitle'));
  }
  setOffline(false);
  if (answer.status === 401 && path !== '/v1/session') {
    await askKey();
    return request(path, options);
  }
  if (!answer.ok) {
    const problem = await answer.json().catch(() => null);
    throw new Problem(answer.status, problem?.detail ?? `${answer.status} ${answer.statusText}`);
  }
  return answer;
}

let asking = null;
function askKey() {
  asking ??= new Promise(resolve => {
    const dialog = $('key-dialog');
    dialog.addEventListener('cancel', event => event.preventDefault());
    dialog.querySelector('form').addEventListener('submit', async event => {
      event.preventDefault();
      try {
        await request('/v1/session', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ key: $('key').value }) });
        dialog.close();
        asking = null;
        resolve();
      } catch (problem) {
        $('key-wrong').textContent = problem.status === 401 ? t('keyWrong') : problem.message;
      }
    });
    dialog.showModal();
  });
  return asking;
}

export const get = async (path, options) => (await request(path, options)).json();

export const send = async (method, path, body, type = 'application/json') => {
  const answer = await request(path, { method, body: type === 'application/json' && body !== undefined ? JSON.stringify(body) : body,
    headers: body === undefined ? {} : { 'Content-Type': type } });
  return answer.status === 204 ? null : answer.json();
};

export { request };
