#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dyad::server {

std::string_view trimmed(std::string_view text);

// The elements of "a, b;q=0, c", trimmed.
std::vector<std::string_view> list_elements(std::string_view text, char separator);

// "text/html; charset=utf-8" as "text/html".
std::string media_type(std::string_view content_type);

// Of a Cookie header; empty: it has none of the name.
std::string_view cookie_value(std::string_view cookie, std::string_view name);

bool accepts_gzip(std::string_view accept_encoding);

// Whether an If-None-Match names the tag.
bool matches_etag(std::string_view if_none_match, std::string_view etag);

}  // namespace dyad::server
