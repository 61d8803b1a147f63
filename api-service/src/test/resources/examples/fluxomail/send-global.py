# "Example (Python)"; the host is an environment variable.
import os, uuid, requests
r = requests.post(
f"{os.environ['BASE']}/api/v1/emails/send-global",
headers={
'Authorization': f"Bearer {os.environ['FLUXOMAIL_API_KEY']}",
'Idempotency-Key': f"send-{uuid.uuid4()}"
},
json={
'to': 'user@example.com',
'subject': 'Hello',
'content': 'Hi there',
'htmlContent': '<p>Hi there</p>'
}
)
print(r.status_code, r.json())
