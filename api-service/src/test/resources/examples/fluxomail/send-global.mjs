// "Example (Node)"; the host is an environment variable.
import crypto from 'crypto';
await fetch(`${process.env.BASE}/api/v1/emails/send-global`, {
method: 'POST',
headers: {
'Content-Type': 'application/json',
'Authorization': `Bearer ${process.env.FLUXOMAIL_API_KEY}`,
'Idempotency-Key': `send-${crypto.randomUUID()}`
},
body: JSON.stringify({
to: 'user@example.com',
subject: 'Hello',
content: 'Hi there',
htmlContent: '<p>Hi there</p>'
})
});
