#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dyad/analysis/session_summary.hpp"
#include "dyad/core/result.hpp"

namespace dyad::server {

// The sessions whose logs stand in a data folder, not in the folders in it. A log that
// has not changed is read once. Any thread.
class SessionIndex {
 public:
  struct Session {
    std::string id;  // the log's file name without .jsonl
    std::string path;
    std::uint64_t bytes = 0;
    // None: not even its header can be read; `problem` says why.
    std::optional<analysis::SessionSummary> summary{};
    std::string problem;
  };

  struct Query {
    std::vector<std::string> subjects{};  // each of them took part; empty: any
    std::string schedule{};               // its name, or the library's; empty: any
    std::string source{};                 // empty: any
    // Stands in the id, or in the name of an animal, schedule, stage or rig, whatever
    // the case of its letters.
    std::string text{};
    std::size_t limit = 50;
    std::size_t offset = 0;
  };
  struct Page {
    std::vector<Session> sessions;
    std::size_t total = 0;  // that match, on all pages
  };

  explicit SessionIndex(std::string folder) : folder_(std::move(folder)) {}

  // Newest first, by when they began; logs that cannot be read come last. An error
  // where the folder cannot be read; one that is not there yet holds no sessions.
  Result<Page> list(const Query& query);

  // One session as its log stands. An error where the id is none.
  Result<Session> get(const std::string& id);

  // The log's path. An error unless the id is a plain name that a file in the folder
  // has as FOLDER/ID.jsonl: nothing outside the folder can be named, nor a link that
  // leads there.
  Result<std::string> path_of(std::string_view id) const;

 private:
  struct Stamp {
    std::uint64_t bytes = 0;
    std::int64_t changed_ns = 0;
    bool operator==(const Stamp&) const = default;
  };
  struct Cached {
    Stamp stamp;
    Session session;
  };
  // The file's size and time of change; none where it is no regular file.
  static std::optional<Stamp> stamp_of(const std::string& path);
  Session look(const std::string& id, const std::string& path, const Stamp& stamp);

  const std::string folder_;
  std::mutex mutex_;
  std::map<std::string, Cached> cache_;  // by path; guarded by mutex_
};

// SUMMARY of docs/control_api.md.
nlohmann::ordered_json session_json(const SessionIndex::Session& session, bool running);

}  // namespace dyad::server
