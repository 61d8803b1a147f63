# "Endpoint: POST /api/v1/emails/send-global"; BASE is an environment variable.
curl -X POST "$BASE/api/v1/emails/send-global" \
-H "Content-Type: application/json" \
-H "Authorization: Bearer $API_KEY" \
-H "Idempotency-Key: send-$(uuidgen)" \
-d '{
"to": "user@example.com",
"subject": "Hello",
"content": "Hi there",
"htmlContent": "<p>Hi there</p>"
}'
