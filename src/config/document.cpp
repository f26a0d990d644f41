#include "dyad/config/document.hpp"

#include <cerrno>
#include <fstream>
#include <system_error>

#include "pointer.hpp"

namespace dyad::config {
namespace {

Document::Place nearest_place(const Document& document, std::string_view pointer) {
  std::string at(pointer);
  for (;;) {
    const auto found = document.places.find(at);
    if (found != document.places.end()) return found->second;
    if (at.empty()) return {1, 1};
    at = parent_pointer(at);
  }
}

void cannot_read(const std::string& path, std::string why, Problems& problems) {
  problems.push_back({.file = path,
                      .line = 0,
                      .column = 0,
                      .pointer = "",
                      .found = "cannot be read: " + std::move(why),
                      .expected = "a rig or schedule file",
                      .suggestion = "check the path and its permissions"});
}

std::string reason_of(int error) {
  return error == 0 ? "the system does not say why"
                    : std::generic_category().message(error);
}

}  // namespace

Document::Place Document::place_of(std::string_view pointer) const {
  return nearest_place(*this, pointer);
}

Document::Place Document::name_place_of(std::string_view pointer) const {
  const auto found = name_places.find(pointer);
  return found != name_places.end() ? found->second : place_of(pointer);
}

std::optional<Document> read_document(const std::string& path, Problems& problems) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    cannot_read(path, reason_of(errno), problems);
    return std::nullopt;
  }
  // One byte more than is allowed, so that an endless file ends here too.
  std::string text(kMaxFileBytes + 1, '\0');
  errno = 0;
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad() || (file.gcount() == 0 && errno != 0)) {
    cannot_read(path, reason_of(errno), problems);
    return std::nullopt;
  }
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > kMaxFileBytes) {
    cannot_read(path, "it is longer than 1 MiB", problems);
    return std::nullopt;
  }
  return parse_document(path, text, problems);
}

std::string format_of(const Document& document) {
  if (!document.json.is_object()) return "";
  const auto format = document.json.find("format");
  if (format == document.json.end() || !format->is_string()) return "";
  return format->get<std::string>();
}

}  // namespace dyad::config
