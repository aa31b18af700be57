// A passkey that could not be used: say so in words instead of only in the console.
document.addEventListener('allauth.error', function (event) {
  const place = document.getElementById('passkey-fault')
  const fault = event.detail && event.detail.exception
  if (!place) return
  event.preventDefault()
  place.textContent = fault && fault.name === 'SecurityError'
    ? 'Passkeys do not work at this address. Open the server by its name, or as localhost.'
    : 'The passkey was not used. Try again, or sign in another way.'
  place.hidden = false
})
