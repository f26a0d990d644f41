#pragma once

#include <cstdint>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "dyad/config/problem.hpp"
#include "dyad/config/read.hpp"
#include "dyad/core/result.hpp"

namespace dyad::server {

// The lab's schedules and rigs, every version of each. FOLDER/schedules/NAME/ and
// FOLDER/rigs/NAME/ hold one file a version, named by the SHA-256 of its text and never
// changed, and versions.ndjson, which says when and by whom each was stored. Folders of
// files that come with dyad are listed beside them, and never written to.
// Any thread.
class Library {
 public:
  using Kind = config::FileKind;

  struct Places {
    std::string folder;
    std::vector<std::string> built_in_schedules{};
    std::vector<std::string> built_in_rigs{};
  };

  struct Version {
    std::string id;  // the first 12 digits of the hash
    std::string sha256;
    std::string stored_utc;  // empty: not known, as of what comes with dyad
    std::string stored_by;
    std::string note;
    bool built_in = false;
    std::string path;
  };
  struct Entry {
    std::string name;               // safe in a path, see name_of()
    std::string title;              // what the newest version calls itself
    std::vector<Version> versions;  // newest first, what comes with dyad last; >= 1
    bool built_in() const { return versions.front().built_in; }
  };
  struct Found {
    Version version;
    std::string text;
  };
  struct Receipt {
    std::string name;
    Version version;
    bool already_there = false;
  };

  explicit Library(Places places) : places_(std::move(places)) {}

  // By name. What cannot be read is left out.
  std::vector<Entry> list(Kind kind) const;

  // NAME: the newest version; NAME@ID: the one whose hash begins so, which no other's
  // may. An error where there is none, or where the file is not what its name says.
  Result<Found> get(Kind kind, std::string_view name_and_id) const;

  // The problems where it is no valid document of its kind: nothing is stored then. The
  // same text again is the version that is there.
  std::variant<Receipt, config::Problems, Error> store(Kind kind,
                                                       const std::string& text,
                                                       const std::string& stored_by,
                                                       const std::string& note,
                                                       std::int64_t now_utc_us);

  // Everything that is wrong with the text; `file` is what the problems call it.
  static config::Problems problems_of(Kind kind, const std::string& file,
                                      std::string_view text);

  // A document's name as the name of its folder: lower-case letters, digits, "." "_"
  // and
  // "-"; whatever else stands between them becomes one "-". A name that is not of plain
  // letters gets a part of its hash, so that no two of those are one.
  static std::string name_of(std::string_view title);

 private:
  std::string folder_of(Kind kind) const;
  const std::vector<std::string>& built_in_of(Kind kind) const;

  Places places_;
  std::mutex storing_;
};

// `{"schedules": [...]}` or `{"rigs": [...]}` of docs/control_api.md.
nlohmann::ordered_json list_json(config::FileKind kind,
                                 const std::vector<Library::Entry>& entries);

}  // namespace dyad::server
