#include "dyad/server/session_index.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>
#include <tuple>

#include "dyad/log/file.hpp"
#include "dyad/server/library.hpp"

namespace dyad::server {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using Session = SessionIndex::Session;

constexpr std::size_t kMaxIdBytes = 200;

// What log_path makes, and what people rename logs to; no separator, nothing hidden.
bool is_plain_name(std::string_view id) {
  if (id.empty() || id.size() > kMaxIdBytes || id.front() == '.') return false;
  return std::none_of(id.begin(), id.end(), [](char c) {
    return c == '/' || c == '\\' || static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
  });
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return text;
}

bool holds_text(const Session& session, const std::string& wanted) {
  std::string all = session.id;
  if (session.summary) {
    for (const std::string& subject : session.summary->subjects) all += '\n' + subject;
    all += '\n' + session.summary->schedule + '\n' + session.summary->stage_name +
           '\n' + session.summary->rig;
  }
  return lower(all).find(lower(wanted)) != std::string::npos;
}

bool matches(const Session& session, const SessionIndex::Query& query) {
  if (!query.text.empty() && !holds_text(session, query.text)) return false;
  const bool of_any_kind =
      query.subjects.empty() && query.schedule.empty() && query.source.empty();
  if (!session.summary) return of_any_kind;
  const analysis::SessionSummary& summary = *session.summary;
  // By its title, or by its name in the library.
  if (!query.schedule.empty() && summary.schedule != query.schedule &&
      Library::name_of(summary.schedule) != query.schedule) {
    return false;
  }
  if (!query.source.empty() && summary.source != query.source) return false;
  return std::all_of(
      query.subjects.begin(), query.subjects.end(), [&](const std::string& subject) {
        return std::find(summary.subjects.begin(), summary.subjects.end(), subject) !=
               summary.subjects.end();
      });
}

bool newer(const Session& a, const Session& b) {
  const auto key = [](const Session& session) {
    return std::tuple(session.summary.has_value(),
                      session.summary ? session.summary->began_utc_us : 0, session.id);
  };
  return key(a) > key(b);
}

}  // namespace

std::optional<SessionIndex::Stamp> SessionIndex::stamp_of(const std::string& path) {
  struct stat state {};
  if (::lstat(path.c_str(), &state) != 0 || !S_ISREG(state.st_mode)) {
    return std::nullopt;
  }
  return Stamp{
      static_cast<std::uint64_t>(state.st_size),
      std::int64_t{state.st_mtim.tv_sec} * 1'000'000'000 + state.st_mtim.tv_nsec};
}

// The log is read without the lock, so that a long one holds nobody up.
Session SessionIndex::look(const std::string& id, const std::string& path,
                           const Stamp& stamp) {
  {
    const std::lock_guard lock(mutex_);
    const auto cached = cache_.find(path);
    if (cached != cache_.end() && cached->second.stamp == stamp) {
      return cached->second.session;
    }
  }
  Session session;
  session.id = id;
  session.path = path;
  session.bytes = stamp.bytes;
  auto summary = analysis::read_summary(path);
  if (summary) {
    session.problem = summary->problem;
    session.summary = std::move(*summary);
  } else {
    session.problem = summary.error().what;
  }
  const std::lock_guard lock(mutex_);
  cache_[path] = {stamp, session};
  return session;
}

Result<SessionIndex::Page> SessionIndex::list(const Query& query) {
  std::vector<Session> sessions;
  std::set<std::string> there;
  std::error_code error;
  for (fs::directory_iterator at(folder_, error); !error && at != fs::end(at);
       at.increment(error)) {
    if (at->path().extension() != ".jsonl") continue;
    const std::string id = at->path().stem().string();
    const std::string path = at->path().string();
    const auto stamp = stamp_of(path);
    if (!stamp || !is_plain_name(id)) continue;
    there.insert(path);
    Session session = look(id, path, *stamp);
    if (matches(session, query)) sessions.push_back(std::move(session));
  }
  const bool missing = error == std::errc::no_such_file_or_directory;
  if (error && !missing) {
    return log::system_error("reading the folder", folder_, error.value());
  }
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(cache_,
                  [&](const auto& item) { return !there.contains(item.first); });
  }
  std::sort(sessions.begin(), sessions.end(), newer);
  Page page{{}, sessions.size()};
  for (std::size_t i = query.offset;
       i < sessions.size() && page.sessions.size() < query.limit; ++i) {
    page.sessions.push_back(std::move(sessions[i]));
  }
  return page;
}

Result<Session> SessionIndex::get(const std::string& id) {
  const auto path = path_of(id);
  if (!path) return path.error();
  const auto stamp = stamp_of(*path);
  if (!stamp) return Error{"there is no session \"" + id + "\"", ""};
  return look(id, *path, *stamp);
}

Result<std::string> SessionIndex::path_of(std::string_view id) const {
  const std::string path = folder_ + "/" + std::string(id) + ".jsonl";
  if (!is_plain_name(id) || !stamp_of(path)) {
    return Error{"there is no session \"" + std::string(id) + "\"",
                 "Take an id from the list of sessions."};
  }
  return path;
}

Json session_json(const Session& session, bool running) {
  Json json;
  json["id"] = session.id;
  const analysis::SessionSummary none;
  const Json of_summary =
      analysis::summary_json(session.summary ? *session.summary : none);
  for (const auto& [name, value] : of_summary.items()) {
    json[name] = session.summary ? value : Json();
    if (name == "end_reason") json["running"] = running;
  }
  json["bytes"] = session.bytes;
  json["problem"] = session.problem.empty() ? Json() : Json(session.problem);
  return json;
}

}  // namespace dyad::server
