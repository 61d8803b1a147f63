<?php
// "Examples of Using API with EmailMassivo Email Template": PHP, with the headers that the document
// gives for the case that the API answers "Invalid API key", and the answer printed.
define('number', (int) getenv('TEMPLATE_NUMBER'));

$url = getenv('EMAILMASSIVO_URL') . '/api/v1/external-mails/send-by-template';
$data = array(
'idempotencyKey' => 'unique-key-string',
'mail' => array(
'to' => array(
'email' => 'user@example.com',
'name' => 'string'
),
'from' => array(
'email' => getenv('SENDER'),
'name' => 'string'
),
'subject' => 'string',
'previewTitle' => 'string',
'idTemplateMailUser' => number,
'params' => array(
'test' => 'string',
'test1' => 'string',
'test2' => 'string'
)
)
);
$headers = array( 'Content-Type: application/json', 'X-Api-Key: ' . getenv('YOUR_API_KEY'));
$ch = curl_init($url);
curl_setopt($ch, CURLOPT_POST, true);
curl_setopt($ch, CURLOPT_POSTFIELDS, json_encode($data));
curl_setopt($ch, CURLOPT_HTTPHEADER, $headers);
curl_setopt($ch, CURLOPT_RETURNTRANSFER, true);
$response = curl_exec($ch);
curl_close($ch);
echo $response;
