package dev.mailswitch.api.template.language;

/// Where something stands in a part; both from 1.
record Place(int line, int column) {}
