/** The sandbox that plays the API, told over its control API what to break. */

export class Sandbox {
  constructor(url) {
    this.url = url;
  }

  info() {
    return this.#control("GET", "info");
  }

  /** Breaks the next calls, and only those. */
  async rules(...rules) {
    await this.#control("DELETE", "rules");
    const match = { path: "/api/v1/organizations" };
    await this.#control("POST", "rules", { rules: rules.map((rule) => ({ match, ...rule })) });
  }

  revoke(accessToken) {
    return this.#control("POST", "revoke", { access_token: accessToken });
  }

  /** A fresh access token, as an application's own server would give it. */
  async accessToken() {
    const { access_token: token } = await this.#control("POST", "mint", { platform: "puguh", refresh: false });
    return token;
  }

  async #control(method, what, body) {
    const response = await fetch(`${this.url}/_sandbox/${what}`, { method, body: body && JSON.stringify(body) });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.error);
    return answer;
  }
}
