// The small part of Bootstrap Italia that the pages need, and our own few lines. Every page works without this file.
import 'bootstrap-italia/src/js/plugins/collapse.js'

/** A menu made of <details> closes when one clicks elsewhere or presses Escape. */
function closeMenus(except) {
  document.querySelectorAll('details.menu[open]').forEach((menu) => {
    if (menu !== except) menu.open = false
  })
}
document.addEventListener('click', (event) => closeMenus(event.target.closest('details.menu')))
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return
  const open = document.activeElement?.closest('details.menu[open]')
  closeMenus(null)
  open?.querySelector('summary').focus()
})

/** After a failed submit the reader starts at the list of errors. */
function focusErrors(root) {
  root.querySelector('.errors')?.focus()
}
document.addEventListener('DOMContentLoaded', () => focusErrors(document))
document.addEventListener('htmx:afterSwap', (event) => focusErrors(event.target))

/** One click, one request: a second submit of the same form is dropped until the page is shown again. */
const sent = new WeakSet()
document.addEventListener('submit', (event) => {
  const form = event.target
  const question = event.submitter?.dataset.confirm || form.dataset.confirm
  if (question && !sent.has(form) && !window.confirm(question)) {
    event.preventDefault()
    return
  }
  if (event.defaultPrevented || form.method !== 'post' || form.hasAttribute('hx-post')) return
  if (sent.has(form)) event.preventDefault()
  sent.add(form)
  window.setTimeout(() => sent.delete(form), 4000)
})
window.addEventListener('pageshow', () => document.querySelectorAll('form').forEach((form) => sent.delete(form)))
