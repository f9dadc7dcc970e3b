import { request, send, Problem } from './api.js';

const PART = 4 << 20, TRIALS = 8;

// Sends a raster in parts. After a break it goes on from what the server has.
export async function upload(file, progress, signal) {
  const begun = await send('POST', '/v1/uploads', { name: file.name, size: file.size });
  const address = `/v1/uploads/${begun.id}`;
  let sent = 0, failures = 0;
  signal.addEventListener('abort', () => { request(address, { method: 'DELETE' }).catch(() => {}); }, { once: true });
  for (;;) {
    try {
      const end = Math.min(sent + PART, file.size);
      const answer = await request(address, {
        method: 'PUT', body: file.slice(sent, end), signal,
        headers: { 'Content-Type': 'application/octet-stream', 'Content-Range': `bytes ${sent}-${end - 1}/${file.size}` },
      });
      const state = await answer.json();
      if (answer.status === 202) return state;
      sent = state.arrived;
      failures = 0;
      progress(sent / file.size);
    } catch (problem) {
      if (problem.name === 'AbortError' || (problem instanceof Problem && problem.status !== 0 && problem.status !== 409) || ++failures > TRIALS) throw problem;
      await new Promise(resolve => setTimeout(resolve, 500 * 2 ** failures));
      const state = await request(address, { method: 'HEAD' }).catch(() => null);
      if (state?.headers.get('Location')) return (await request(state.headers.get('Location'))).json();
      if (state) sent = Number(state.headers.get('Upload-Offset'));
    }
  }
}
