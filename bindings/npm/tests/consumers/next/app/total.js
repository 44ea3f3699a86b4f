"use client";

import { PuguhClient } from "keybearer";
import { useEffect, useState } from "react";

/** Rendered on the server too, where it must do nothing. */
export function Total({ baseUrl, accessToken }) {
  const [client] = useState(() => new PuguhClient({ baseUrl, accessToken }));
  const [text, setText] = useState("waiting");
  useEffect(() => {
    const caller = new AbortController();
    client.organizations.list({ pageSize: 2 }, { signal: caller.signal }).then(
      (page) => setText(`client total ${page.total}`),
      (error) => caller.signal.aborted || setText(`failed: ${error}`),
    );
    return () => caller.abort();
  }, [client]);
  return <p id="client">{text}</p>;
}
