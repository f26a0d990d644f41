#include "header_values.hpp"

#include <algorithm>

#include "lower_case.hpp"

namespace dyad::server {

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::vector<std::string_view> list_elements(std::string_view text, char separator) {
  std::vector<std::string_view> elements;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    elements.push_back(trimmed(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return elements;
}

std::string media_type(std::string_view content_type) {
  return lower_case(trimmed(content_type.substr(0, content_type.find(';'))));
}

std::string_view cookie_value(std::string_view cookie, std::string_view name) {
  for (const std::string_view pair : list_elements(cookie, ';')) {
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name)
      return pair.substr(equals + 1);
  }
  return {};
}

bool accepts_gzip(std::string_view accept_encoding) {
  for (const std::string_view element : list_elements(accept_encoding, ',')) {
    const auto parts = list_elements(element, ';');
    if (parts.empty() || lower_case(parts[0]) != "gzip") continue;
    if (parts.size() == 1) return true;
    // "q=0", "q=0.0": refused; anything above: accepted.
    return parts[1].find_first_of("123456789") != std::string_view::npos;
  }
  return false;
}

bool matches_etag(std::string_view if_none_match, std::string_view etag) {
  for (std::string_view element : list_elements(if_none_match, ',')) {
    if (element.starts_with("W/")) element.remove_prefix(2);
    if (element == "*" || (!etag.empty() && element == etag)) return true;
  }
  return false;
}

}  // namespace dyad::server
