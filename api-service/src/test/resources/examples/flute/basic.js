// "Example: Send a basic email", with the comma after the content type that is missing there.
const { FLUTE_URL, MY_ENV_NAME, MY_ENV_ACCESS_TOKEN } = process.env;

var request = require("request");

var options = { method: 'POST',
  url: `${FLUTE_URL}/v1/email`,
  headers:
   { 
     'Content-Type': 'application/json',
     'Authorization': `${MY_ENV_ACCESS_TOKEN}:${MY_ENV_NAME}`
  },
  body:
   { 
     to: [ { email: 'you@example.com' } ],
     subject: 'rumi says',
     text: 'listen to the song of the reed flute' },
  json: true };

request(options, function (error, response, body) {
  if (error) throw new Error(error);

  console.log(body);
});
