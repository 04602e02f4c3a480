// Sends one file over HTTP and says what became of it.

const STALLED = 60_000;
const REFUSED = new Set([400, 413, 415]);
const NO_REASON = 'Chưa nhận được tệp này. Đồng chí thử gửi ảnh hoặc tệp khác.';

function body(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return {}; // a page of some proxy on the way, not our server's answer
  }
}

function verdict(request) {
  const said = body(request);
  if (request.status === 200 && said.kept === true) return { state: 'kept' };
  if (REFUSED.has(request.status)) return { state: 'refused', reason: said.reason ?? NO_REASON };
  return { state: request.status === 401 ? 'gone' : 'retry' };
}

function headers(record, at) {
  return {
    'Content-Type': record.blob.type || 'application/octet-stream',
    'X-Client-Id': record.client_id,
    'X-Kind': record.kind,
    'X-Album': record.album,
    'X-Caption': encodeURIComponent(record.caption),
    'X-Name': encodeURIComponent(record.name),
    'X-At': at,
  };
}

// -> { done: Promise<{state: kept|refused|gone|retry, reason?}>, abort() }; onProgress gets 0..1.
export function upload(record, at, onProgress) {
  const request = new XMLHttpRequest();
  let watch = 0;
  const alive = () => {
    clearTimeout(watch);
    watch = setTimeout(() => request.abort(), STALLED);
  };
  const done = new Promise((resolve) => {
    request.upload.onprogress = (event) => {
      alive();
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onloadend = () => {
      clearTimeout(watch);
      resolve(verdict(request));
    };
  });
  request.open('POST', '/upload');
  for (const [name, value] of Object.entries(headers(record, at))) request.setRequestHeader(name, value);
  request.send(record.blob);
  alive();
  return { done, abort: () => request.abort() };
}
