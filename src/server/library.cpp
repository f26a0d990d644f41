#include "dyad/server/library.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <sstream>
#include <system_error>

#include "dyad/config/document.hpp"
#include "dyad/core/utc_text.hpp"
#include "dyad/server/durable_file.hpp"
#include "dyad/server/sha256.hpp"

namespace dyad::server {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using Kind = Library::Kind;
using Version = Library::Version;
using Entry = Library::Entry;

constexpr std::size_t kIdDigits = 12;
constexpr std::size_t kFewestIdDigits = 4;
constexpr std::size_t kHashDigits = 64;
constexpr std::size_t kMaxNameBytes = 100;
constexpr std::uint64_t kMaxIndexBytes = std::uint64_t{16} << 20U;
constexpr const char* kIndex = "versions.ndjson";

const char* plural(Kind kind) { return kind == Kind::schedule ? "schedules" : "rigs"; }
const char* singular(Kind kind) { return kind == Kind::schedule ? "schedule" : "rig"; }

bool is_hash(std::string_view text) {
  return text.size() == kHashDigits &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string text_member(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>() : "";
}

std::string title_in(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  return json.is_object() ? text_member(json, "name") : "";
}

std::vector<fs::path> paths_in(const std::string& folder) {
  std::vector<fs::path> paths;
  std::error_code error;
  for (fs::directory_iterator at(folder, error); !error && at != fs::end(at);
       at.increment(error)) {
    paths.push_back(at->path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::int64_t written_utc_us(const std::string& path) {
  struct stat state {};
  if (::stat(path.c_str(), &state) != 0) return 0;
  return std::int64_t{state.st_mtim.tv_sec} * 1'000'000 + state.st_mtim.tv_nsec / 1000;
}

// Adds what the index says. Lines that cannot be read are passed over: a power cut may
// have torn one, and the file of its version is there all the same.
void take_index(const std::string& folder, std::map<std::string, Version>& by_hash) {
  const auto text = read_whole_file(folder + "/" + kIndex, kMaxIndexBytes);
  if (!text) return;
  std::istringstream lines(*text);
  for (std::string line; std::getline(lines, line);) {
    const Json json = Json::parse(line, nullptr, false);
    if (!json.is_object()) continue;
    const auto found = by_hash.find(text_member(json, "sha256"));
    if (found == by_hash.end() || !found->second.stored_utc.empty()) continue;
    found->second.stored_utc = text_member(json, "stored_utc");
    found->second.stored_by = text_member(json, "stored_by");
    found->second.note = text_member(json, "note");
  }
}

Version version_at(const std::string& sha256, const std::string& path) {
  Version version;
  version.id = sha256.substr(0, kIdDigits);
  version.sha256 = sha256;
  version.path = path;
  return version;
}

// The versions that a folder holds, newest first.
std::vector<Version> stored_versions(const std::string& folder) {
  std::map<std::string, Version> by_hash;
  for (const fs::path& path : paths_in(folder)) {
    const std::string stem = path.stem().string();
    if (path.extension() != ".json" || !is_hash(stem)) continue;
    by_hash.emplace(stem, version_at(stem, path.string()));
  }
  take_index(folder, by_hash);
  std::vector<Version> versions;
  for (auto& [hash, version] : by_hash) {
    // The power went between the file and its line.
    if (version.stored_utc.empty()) {
      version.stored_utc = utc_text(written_utc_us(version.path));
    }
    versions.push_back(std::move(version));
  }
  std::stable_sort(
      versions.begin(), versions.end(),
      [](const Version& a, const Version& b) { return a.stored_utc > b.stored_utc; });
  return versions;
}

void add_built_in(const std::string& folder, std::map<std::string, Entry>& entries) {
  for (const fs::path& path : paths_in(folder)) {
    if (path.extension() != ".json") continue;
    const auto text = read_whole_file(path.string(), config::kMaxFileBytes);
    const std::string title = text ? title_in(*text) : "";
    if (title.empty()) continue;
    Version version = version_at(sha256_hex(*text), path.string());
    version.built_in = true;
    Entry& entry = entries[Library::name_of(title)];
    if (entry.versions.empty()) entry.title = title;
    const bool known = std::any_of(
        entry.versions.begin(), entry.versions.end(),
        [&](const Version& other) { return other.sha256 == version.sha256; });
    if (!known) entry.versions.push_back(std::move(version));
  }
}

std::map<std::string, Entry> entries_in(const std::string& folder,
                                        const std::vector<std::string>& built_in) {
  std::map<std::string, Entry> entries;
  for (const fs::path& path : paths_in(folder)) {
    std::vector<Version> versions = stored_versions(path.string());
    if (versions.empty()) continue;
    Entry& entry = entries[path.filename().string()];
    entry.versions = std::move(versions);
    const auto newest =
        read_whole_file(entry.versions.front().path, config::kMaxFileBytes);
    entry.title = newest ? title_in(*newest) : "";
  }
  for (const std::string& other : built_in) add_built_in(other, entries);
  for (auto& [name, entry] : entries) entry.name = name;
  return entries;
}

Error no_such(Kind kind, std::string_view name) {
  return {
      "there is no " + std::string(singular(kind)) + " \"" + std::string(name) + "\"",
      "Take a name from the list."};
}

// The version whose hash begins with the id.
Result<Version> version_of(const Entry& entry, std::string_view id) {
  std::vector<const Version*> matching;
  for (const Version& version : entry.versions) {
    if (version.sha256.starts_with(id)) matching.push_back(&version);
  }
  if (id.size() >= kFewestIdDigits && matching.size() == 1) return *matching.front();
  std::string ids;
  for (const Version& version : entry.versions) {
    ids += (ids.empty() ? "" : ", ") + version.id;
  }
  const char* what = matching.size() > 1 || id.size() < kFewestIdDigits
                         ? "is not enough to tell the versions apart"
                         : "is no version of it";
  return Error{entry.name + "@" + std::string(id) + ": " + std::string(id) + " " + what,
               "The versions are: " + ids + "."};
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

}  // namespace

std::string Library::name_of(std::string_view title) {
  std::string name;
  bool all_ascii = true;
  for (const char each : title) {
    const char c = lower(each);
    all_ascii = all_ascii && static_cast<unsigned char>(c) < 0x80;
    if (is_plain(c) && !(c == '.' && name.empty())) {
      name += c;
    } else if (!name.empty() && name.back() != '-') {
      name += '-';
    }
  }
  if (name.size() > kMaxNameBytes) name.resize(kMaxNameBytes);
  while (!name.empty() && name.back() == '-') name.pop_back();
  if (all_ascii && !name.empty()) return name;
  return (name.empty() ? "" : name + "-") + sha256_hex(title).substr(0, 8);
}

std::string Library::folder_of(Kind kind) const {
  return places_.folder + "/" + plural(kind);
}

const std::vector<std::string>& Library::built_in_of(Kind kind) const {
  return kind == Kind::schedule ? places_.built_in_schedules : places_.built_in_rigs;
}

std::vector<Entry> Library::list(Kind kind) const {
  std::vector<Entry> list;
  for (auto& [name, entry] : entries_in(folder_of(kind), built_in_of(kind))) {
    list.push_back(std::move(entry));
  }
  return list;
}

Result<Library::Found> Library::get(Kind kind, std::string_view name_and_id) const {
  const std::size_t at = name_and_id.find('@');
  const std::string name(name_and_id.substr(0, at));
  const auto entries = entries_in(folder_of(kind), built_in_of(kind));
  const auto entry = entries.find(name);
  if (entry == entries.end()) return no_such(kind, name);
  const auto version = at == std::string_view::npos
                           ? Result<Version>(entry->second.versions.front())
                           : version_of(entry->second, name_and_id.substr(at + 1));
  if (!version) return version.error();
  auto text = read_whole_file(version->path, config::kMaxFileBytes);
  if (!text) return text.error();
  if (sha256_hex(*text) != version->sha256) {
    return Error{version->path + " is not what was stored: it was changed on the disk",
                 "Take another version, or put the file back from a backup."};
  }
  return Found{*version, std::move(*text)};
}

std::variant<Library::Receipt, config::Problems, Error> Library::store(
    Kind kind, const std::string& text, const std::string& stored_by,
    const std::string& note, std::int64_t now_utc_us) {
  config::Problems problems = problems_of(kind, singular(kind), text);
  if (!problems.empty()) return problems;
  const std::string name = name_of(title_in(text));
  const std::string folder = folder_of(kind) + "/" + name;
  const std::string sha256 = sha256_hex(text);
  const std::lock_guard lock(storing_);
  if (const auto made = make_folder(folder); !made) return made.error();
  Version version = version_at(sha256, folder + "/" + sha256 + ".json");
  const auto stored = store_new_file(version.path, text);
  if (!stored) return stored.error();
  if (*stored == Stored::already_there) {
    for (const Version& there : stored_versions(folder)) {
      if (there.sha256 == sha256) version = there;
    }
    return Receipt{name, std::move(version), true};
  }
  version.stored_utc = utc_text(now_utc_us);
  version.stored_by = stored_by;
  version.note = note;
  const Json line{{"sha256", sha256},
                  {"stored_utc", version.stored_utc},
                  {"stored_by", stored_by},
                  {"note", note}};
  const auto added = append_line(
      folder + "/" + kIndex, line.dump(-1, ' ', false, Json::error_handler_t::replace));
  if (!added) return added.error();
  return Receipt{name, std::move(version), false};
}

config::Problems Library::problems_of(Kind kind, const std::string& file,
                                      std::string_view text) {
  config::Problems problems;
  if (text.size() > config::kMaxFileBytes) {
    problems.push_back({.file = file,
                        .line = 0,
                        .column = 0,
                        .pointer = "",
                        .found = "it is longer than 1 MiB",
                        .expected = std::string("a ") + singular(kind) + " file",
                        .suggestion = ""});
    return problems;
  }
  const auto document = config::parse_document(file, text, problems);
  if (!document) return problems;
  if (kind == Kind::schedule) {
    (void)config::read_schedule(*document, problems);
  } else {
    (void)config::read_rig(*document, problems);
  }
  return problems;
}

Json list_json(config::FileKind kind, const std::vector<Library::Entry>& entries) {
  Json list = Json::array();
  for (const Entry& entry : entries) {
    Json versions = Json::array();
    for (const Version& version : entry.versions) {
      const auto or_null = [](const std::string& text) {
        return text.empty() ? Json() : Json(text);
      };
      versions.push_back({{"id", version.id},
                          {"sha256", version.sha256},
                          {"stored_utc", or_null(version.stored_utc)},
                          {"stored_by", or_null(version.stored_by)},
                          {"note", version.note},
                          {"origin", version.built_in ? "built-in" : "stored"}});
    }
    list.push_back({{"name", entry.name},
                    {"title", entry.title},
                    {"origin", entry.built_in() ? "built-in" : "stored"},
                    {"versions", std::move(versions)}});
  }
  return {{plural(kind), std::move(list)}};
}

}  // namespace dyad::server
