// Passkeys: the browser makes or shows one, and a form carries it to the portal. Not built from anything; every page that
// asks for it works without it, by an authenticator app, a password or a code.
//
// <form data-passkey="create|get" data-options="id of a JSON script, or an address that answers JSON">
//   <input type="hidden" name="credential">, a [data-passkey-button] and a [data-passkey-error], both hidden at first
(function () {
  const json = window.webauthnJSON
  if (!json || !json.supported()) return

  async function optionsOf (form) {
    const here = document.getElementById(form.dataset.options)
    if (here) return JSON.parse(here.textContent)
    const answer = await fetch(form.dataset.options, { headers: { Accept: 'application/json' } })
    if (!answer.ok) throw new Error(`Passkeys: the portal answers ${answer.status}.`)
    return answer.json()
  }

  async function credentialFor (form) {
    const options = await optionsOf(form)
    if (form.dataset.passkey === 'get') return json.get(options.request_options)
    const creation = options.creation_options
    // The key is kept where it was made and asks for a finger, a face or a PIN: it signs in by itself.
    Object.assign(creation.publicKey.authenticatorSelection, {
      residentKey: 'required', requireResidentKey: true, userVerification: 'required'
    })
    return json.create(creation)
  }

  document.querySelectorAll('form[data-passkey]').forEach((form) => {
    const button = form.querySelector('[data-passkey-button]')
    const error = form.querySelector('[data-passkey-error]')
    const fallback = form.querySelector('[data-passkey-without]')
    button.hidden = false
    if (fallback) fallback.hidden = true
    form.addEventListener('submit', async (event) => {
      if (form.elements.credential.value) return
      event.preventDefault()
      event.stopImmediatePropagation()
      error.hidden = true
      button.disabled = true
      try {
        form.elements.credential.value = JSON.stringify(await credentialFor(form))
        form.submit()
      } catch {
        error.hidden = false // cancelled, too late, or no key of ours: the person reads what to do
        button.disabled = false
      }
    })
  })
})()
