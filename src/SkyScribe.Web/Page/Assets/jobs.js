import { get, send } from './api.js';
import { $, make, note, say } from './dom.js';
import { duration, number, percent, t } from './texts.js';
import { upload } from './uploads.js';

// Work in progress: files on their way and jobs that run, each a row with its progress.
export class Jobs {
  constructor(done) {
    this.done = done;
    this.rows = new Map();
  }

  async start() {
    for (const job of (await get('/v1/jobs?limit=100')).jobs.reverse())
      if (job.state === 'queued' || job.state === 'running') this.watch(job);
  }

  async sendFile(file) {
    const stop = new AbortController();
    const row = this.row(`file-${crypto.randomUUID?.() ?? Math.random()}`, file.name, () => { stop.abort(); row.remove(); });
    row.tell(t('uploading'), 0);
    try {
      const job = await upload(file, share => row.tell(`${t('uploading')} ${percent(share)}`, share), stop.signal);
      row.remove();
      this.watch(job);
    } catch (problem) {
      if (problem.name !== 'AbortError') row.fail(problem.message);
    }
  }

  watch(job) {
    const row = this.row(job.id, job.name, async () => {
      await send('DELETE', `/v1/jobs/${job.id}`).catch(problem => note(t('failed', { problem: problem.message })));
      row.remove();
    });
    const events = new EventSource(`/v1/jobs/${job.id}/events`);
    row.onremove = () => events.close();
    events.addEventListener('job', event => {
      const now = JSON.parse(event.data);
      if (now.state === 'done' || now.state === 'cancelled') {
        row.remove();
        if (now.state === 'done') {
          say(t('done', { name: now.name, tiles: number(now.progress.done) }));
          this.done(now);
        }
      } else if (now.state === 'failed') {
        events.close();
        row.fail(now.error ?? t('jobFailed'), () => send('DELETE', `/v1/jobs/${now.id}`).catch(() => {}));
      } else {
        const { phase, done, total, remainingSeconds, note: remark } = now.progress;
        const parts = [t(now.state === 'queued' ? 'queued' : phase ?? 'captioning')];
        if (total) parts.push(t('tiles', { done: number(done), total: number(total) }));
        if (remainingSeconds && done < total) parts.push(t('left', { time: duration(remainingSeconds) }));
        if (remark) parts.push(remark);
        row.tell(parts.join(' · '), total ? done / total : 0);
      }
    });
  }

  row(id, name, cancel) {
    const line = make('p', { class: 'line' }), bar = make('progress', { max: 1, value: 0, 'aria-label': name });
    const button = make('button', { type: 'button', class: 'quiet small', text: t('cancel'), onclick: () => cancel() });
    const element = make('div', { class: 'job' }, make('div', { class: 'row' }, make('strong', { class: 'name', text: name, title: name }), button), bar, line);
    const row = {
      tell: (text, share) => { line.textContent = text; bar.value = share; },
      remove: () => { row.onremove?.(); element.remove(); this.rows.delete(id); this.refresh(); },
      fail: (text, forget) => {
        element.classList.add('bad');
        line.textContent = text;
        bar.remove();
        button.textContent = t('dismiss');
        button.replaceWith(make('button', { type: 'button', class: 'quiet small', text: t('dismiss'), onclick: () => { forget?.(); row.remove(); } }));
      },
    };
    this.rows.get(id)?.remove();
    this.rows.set(id, row);
    $('jobs').append(element);
    this.refresh();
    return row;
  }

  refresh() { $('jobs').hidden = this.rows.size === 0; }
}
