#include "dyad/log/header_line.hpp"

#include <utility>

#include "dyad/log/crc32c.hpp"
#include "dyad/log/format.hpp"

namespace dyad::log {
namespace {

namespace f = format;
using Json = nlohmann::ordered_json;

std::string text(std::string_view view) { return std::string(view); }

Json to_json(const Header& header) {
  Json json;
  json[text(f::kSeq)] = 0;
  json[text(f::kType)] = f::kHeaderType;
  json[text(f::kFormatMember)] = f::kFormat;
  json[text(f::kProgramVersion)] = header.program_version;
  json[text(f::kCommit)] = header.commit;
  json[text(f::kSource)] = header.source;
  json[text(f::kSubjects)] = header.subjects;
  json[text(f::kStage)] = header.stage;
  json[text(f::kSeed)] = header.seed;
  if (header.continues) {
    json[text(f::kContinues)] = {{text(f::kLog), header.continues->log},
                                 {text(f::kTimeUs), header.continues->ended.us()}};
  }
  json[text(f::kAnchor)][text(f::kMonotonicNs)] = header.anchor.monotonic_ns;
  json[text(f::kAnchor)][text(f::kUtcUs)] = header.anchor.utc_us;
  json[text(f::kStartedUtc)] = header.started_utc;
  json[text(f::kHost)] = header.host;
  json[text(f::kRing)] = header.ring;
  json[text(f::kRig)] = header.rig;
  json[text(f::kSchedule)] = header.schedule;
  return json;
}

// Takes members out of the header, and keeps the first that is missing or of the
// wrong type.
class Members {
 public:
  explicit Members(const Json& json) : json_(json) {}

  template <typename T>
  void take(std::string_view name, T& value) {
    const auto found = json_.find(text(name));
    if (found == json_.end()) return miss(name);
    try {
      value = found->template get<T>();
    } catch (const Json::exception&) {
      miss(name);
    }
  }

  void miss(std::string_view name) {
    if (missing_.empty()) missing_ = name;
  }
  const std::string& missing() const { return missing_; }

 private:
  const Json& json_;
  std::string missing_;
};

// "1" and "1.x": what is added within a major version, readers ignore.
bool readable_format(std::string_view name) {
  if (!name.starts_with(f::kFormatFamily)) return false;
  const std::string_view version = name.substr(f::kFormatFamily.size());
  return version.substr(0, version.find('.')) == f::kFormatMajor;
}

Status check_format(const Json& json) {
  const std::string type = json.value(text(f::kType), Json()).dump();
  const Json format = json.value(text(f::kFormatMember), Json());
  if (type != "\"header\"" || !format.is_string()) {
    return Error{"it does not begin with the header of a dyad session log",
                 "Name a file that `dyad run` or `dyad import` wrote."};
  }
  if (!readable_format(format.get<std::string>())) {
    return Error{"it is in the format \"" + format.get<std::string>() +
                     "\"; this program reads \"" + text(f::kFormat) + "\"",
                 "Read it with the dyad that its header names."};
  }
  return Ok();
}

}  // namespace

Result<std::string> encode_header(const Header& header) {
  std::string line;
  try {
    line = to_json(header).dump();
  } catch (const Json::exception&) {
    return Error{"the log's header holds text that is not UTF-8",
                 "Use UTF-8 in names, rig and schedule."};
  }
  line.pop_back();  // the closing brace: the trailer brings its own
  const std::size_t before = line.size();
  line.resize(before + f::kTrailerBytes);
  write_trailer(std::string_view(line).substr(0, before), &line[before]);
  return line + '\n';
}

Result<Header> decode_header(std::string_view line) {
  const Json json = Json::parse(line, nullptr, false);
  if (!json.is_object()) {
    return Error{"its first line is not a JSON object",
                 "Name a file that `dyad run` or `dyad import` wrote."};
  }
  if (auto known = check_format(json); !known) return known.error();
  Header header;
  Members members(json);
  members.take(f::kProgramVersion, header.program_version);
  members.take(f::kCommit, header.commit);
  members.take(f::kSource, header.source);
  members.take(f::kSubjects, header.subjects);
  members.take(f::kStage, header.stage);
  members.take(f::kSeed, header.seed);
  members.take(f::kStartedUtc, header.started_utc);
  members.take(f::kHost, header.host);
  members.take(f::kRing, header.ring);
  members.take(f::kRig, header.rig);
  members.take(f::kSchedule, header.schedule);
  Json anchor_json;
  members.take(f::kAnchor, anchor_json);
  Members anchor(anchor_json);
  anchor.take(f::kMonotonicNs, header.anchor.monotonic_ns);
  anchor.take(f::kUtcUs, header.anchor.utc_us);
  if (!anchor.missing().empty()) members.miss(f::kAnchor);
  if (json.contains(text(f::kContinues))) {
    const Json continued = json[text(f::kContinues)];
    Members continues(continued);
    std::int64_t ended_us = 0;
    header.continues.emplace();
    continues.take(f::kLog, header.continues->log);
    continues.take(f::kTimeUs, ended_us);
    header.continues->ended = Time::from_us(ended_us);
    if (!continues.missing().empty()) members.miss(f::kContinues);
  }
  if (!members.missing().empty()) {
    return Error{"its header has no \"" + members.missing() +
                     "\", or one of another type than docs/session_log_format.md says",
                 "The file was not written by dyad, or was changed since."};
  }
  return header;
}

}  // namespace dyad::log
