#include "dyad/analysis/history.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <system_error>
#include <tuple>

#include "dyad/log/reader.hpp"
#include "log_session.hpp"

namespace dyad::analysis {
namespace {

namespace fs = std::filesystem;

// A session's log begins in no second place at the same nanosecond: another log that
// says so is a copy of the file.
using Identity = std::tuple<std::int64_t, std::int64_t, std::uint64_t, std::string>;

const std::string kCopyOf = "a copy of ";
const std::string kDamaged = "its log is damaged";

void continue_with(PastSession& session, const PastSession& next) {
  session.continued_in.push_back(next.log);
  session.trials += next.trials;
  session.ambiguous += next.ambiguous;
  session.coordinated.insert(session.coordinated.end(), next.coordinated.begin(),
                             next.coordinated.end());
  session.other_version = session.other_version || next.other_version;
  session.ended_by = next.ended_by;
  session.not_planned = next.not_planned;
}

std::vector<std::string> sorted(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  return names;
}

class Search {
 public:
  explicit Search(const HistoryQuery& query)
      : query_(query), subjects_(sorted(query.subjects)) {}

  void look_into(const fs::path& folder);
  Histories finish();

 private:
  struct Read {
    PastSession session;
    Identity identity;
    std::optional<log::Continued> continues;
    bool damaged = false;
  };

  bool asked_for(const Training& training) const;
  void take(const std::string& path);
  static void mark_copies(std::vector<Read>& logs);
  static void join_continued(std::vector<Read>& logs);

  const HistoryQuery& query_;
  const std::vector<std::string> subjects_;
  std::map<Training, std::vector<Read>> logs_;
  std::set<Training> found_;
  std::vector<UnreadLog> unread_;
};

// Links to folders are not followed: they may lead back.
void Search::look_into(const fs::path& folder) {
  std::error_code error;
  for (fs::directory_iterator at(folder, error); !error && at != fs::end(at);
       at.increment(error)) {
    std::error_code gone;  // what vanishes meanwhile is no log
    if (at->is_directory(gone) && !at->is_symlink(gone)) {
      look_into(at->path());
    } else if (at->path().extension() == ".jsonl" && !at->is_directory(gone)) {
      take(at->path().string());
    }
  }
  if (error) {
    unread_.push_back(
        {folder.string(), "the folder cannot be read: " + error.message()});
  }
}

bool Search::asked_for(const Training& training) const {
  return training.schedule == query_.schedule &&
         (query_.source.empty() || training.source == query_.source) &&
         (subjects_.empty() || training.subjects == subjects_);
}

void Search::take(const std::string& path) {
  auto reader = log::Reader::open(path);
  if (!reader) {
    unread_.push_back({path, reader.error().what});
    return;
  }
  const log::Header& header = reader->header();
  const auto name = header.schedule.find("name");
  if (name == header.schedule.end() || !name->is_string() || !stage_name(header)) {
    unread_.push_back({path, "its header names no schedule or no stage"});
    return;
  }
  const Training training{name->get<std::string>(), header.source,
                          sorted(header.subjects)};
  found_.insert(training);
  if (!asked_for(training)) return;
  PastSession session = read_session(path, *reader);
  session.other_version =
      query_.document != nullptr && other_version(header, *query_.document);
  if (reader->error()) unread_.push_back({path, reader->error()->what});
  logs_[training].push_back(
      {std::move(session),
       {header.anchor.utc_us, header.anchor.monotonic_ns, header.seed, header.host},
       header.continues,
       reader->error().has_value()});
}

// Of copies the first counts that came to its planned end: a copy may have been taken
// while the session ran.
void Search::mark_copies(std::vector<Read>& logs) {
  std::map<Identity, PastSession*> originals;
  for (Read& log : logs) {
    PastSession*& original = originals[log.identity];
    if (original == nullptr) {
      original = &log.session;
      continue;
    }
    PastSession* copy = &log.session;
    if (!original->not_planned.empty() && copy->not_planned.empty()) {
      std::swap(original, copy);
    }
    copy->not_planned = kCopyOf + original->log;
  }
}

// A log and the one that continues it are one session. Logs in the order in which they
// began, so that what is continued comes first.
void Search::join_continued(std::vector<Read>& logs) {
  std::map<std::string, std::size_t> begun_by;  // by log, until it is continued
  std::vector<Read> joined;
  for (Read& log : logs) {
    const std::string id = fs::path(log.session.log).stem().string();
    const bool copy = log.session.not_planned.starts_with(kCopyOf);
    const auto begun =
        log.continues ? begun_by.find(log.continues->log) : begun_by.end();
    if (copy || !log.continues || begun == begun_by.end()) {
      if (!copy && log.continues) {
        log.session.not_planned = "continues " + log.continues->log +
                                  ", which is not here or was continued before";
      }
      if (!copy) begun_by[id] = joined.size();
      joined.push_back(std::move(log));
      continue;
    }
    Read& first = joined[begun->second];
    continue_with(first.session, log.session);
    if (first.damaged) first.session.not_planned = kDamaged;
    first.damaged = first.damaged || log.damaged;
    begun_by[id] = begun->second;
    begun_by.erase(begun);
  }
  logs = std::move(joined);
}

Histories Search::finish() {
  Histories histories;
  for (auto& [training, logs] : logs_) {
    std::sort(logs.begin(), logs.end(), [](const Read& a, const Read& b) {
      return std::tie(a.session.began_utc_us, a.session.log) <
             std::tie(b.session.began_utc_us, b.session.log);
    });
    mark_copies(logs);
    join_continued(logs);
    PairHistory pair{training, {}};
    for (Read& log : logs) pair.sessions.push_back(std::move(log.session));
    histories.pairs.push_back(std::move(pair));
  }
  histories.found.assign(found_.begin(), found_.end());
  std::sort(unread_.begin(), unread_.end(),
            [](const auto& a, const auto& b) { return a.path < b.path; });
  histories.unread = std::move(unread_);
  return histories;
}

}  // namespace

Histories read_histories(const HistoryQuery& query) {
  Search search(query);
  search.look_into(query.folder);
  return search.finish();
}

}  // namespace dyad::analysis
