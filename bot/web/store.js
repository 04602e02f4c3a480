// The drawer of this device in which unsent messages and photos wait: one IndexedDB table.

const answer = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

const written = (transaction) => new Promise((resolve, reject) => {
  transaction.oncomplete = () => resolve();
  transaction.onabort = () => reject(transaction.error);
});

export async function openStore() {
  const opening = indexedDB.open('guongsang', 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore('outbox', { keyPath: 'client_id' });
  const database = await answer(opening);
  const change = (act) => {
    const transaction = database.transaction('outbox', 'readwrite', { durability: 'strict' });
    act(transaction.objectStore('outbox'));
    return written(transaction);
  };
  return {
    all: () => answer(database.transaction('outbox').objectStore('outbox').getAll()),
    put: (record) => change((table) => table.put(record)),
    drop: (clientId) => change((table) => table.delete(clientId)),
  };
}

// A browser that forbids storage (some private windows) still chats; it cannot survive a reload.
export function storeless() {
  const refuse = () => Promise.reject(new Error('this browser keeps nothing'));
  return { all: async () => [], put: refuse, drop: async () => undefined };
}
