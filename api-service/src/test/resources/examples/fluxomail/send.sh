# "Call the API (idempotent)" of the guide; BASE is an environment variable.
curl -X POST "$BASE/api/v1/emails/send" \
  -H "Content-Type: application/json" \
  -H "Authorization: Bearer $API_KEY" \
  -H "Idempotency-Key: send-$(uuidgen)" \
  -d '{
    "to": "user@example.com",
    "subject": "Welcome",
    "content": "Hi",
    "htmlContent": "<p>Hi</p>"
  }'
