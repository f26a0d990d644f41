#include "dyad/analysis/interrupted.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "analysis/log_file.hpp"
#include "dyad/log/header_line.hpp"
#include "dyad/log/line_encoder.hpp"
#include "dyad/log/recovery.hpp"
#include "dyad/log/ring.hpp"

namespace dyad::analysis {
namespace {

using Json = nlohmann::ordered_json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::int64_t kMinute_us = 60'000'000;

log::Header header() {
  log::Header header;
  header.source = "live";
  header.rig = Json::parse(R"({"channels": {}, "devices": {}})");
  header.schedule = Json::parse(R"({"format": "dyad-schedule/1", "name": "Two steps",
    "session": {"duration_min": 30},
    "stages": [{"name": "one", "window_ms": 3000, "reward_ul": 5, "sessions": 3},
               {"name": "two", "window_ms": 750, "reward_ul": 5}]})");
  header.stage = 1;
  header.subjects = {"A", "B"};
  return header;
}

class Interrupted : public ::testing::Test {
 protected:
  std::string path(const std::string& name) const { return folder_.of(name); }

  // Ten minutes of a session, and then, where there is a reason, its end.
  void write(const std::string& name, const std::string& reason,
             const log::Header& of = header()) const {
    std::ofstream file(path(name), std::ios::binary);
    file << *log::encode_header(of);
    const log::Names names = *log::Names::of(of);
    log::LineEncoder encoder(names);
    const Time last = Time::from_us(10 * kMinute_us);
    file << encoder.encode(1, Note{last, 1, note::TrialStart{}});
    if (!reason.empty()) file << encoder.encode(2, log::End{last, reason, {}});
  }
  std::vector<std::string> found() const {
    std::vector<std::string> ids;
    for (const auto& session : interrupted_sessions(folder_.path)) {
      ids.push_back(session.id + ": " + session.reason);
    }
    return ids;
  }
  std::string refusal(const std::string& reason) const {
    write("a.jsonl", reason);
    const auto remainder = read_remainder(path("a.jsonl"));
    return remainder ? "" : remainder.error().text();
  }

  const testing::Folder folder_;
};

TEST_F(Interrupted, ASessionThatDiedIsOfferedWithTheTimeThatIsLeft) {
  write("20261124T100405Z_A-B.jsonl", "");
  const auto sessions = interrupted_sessions(folder_.path);
  ASSERT_EQ(sessions.size(), 1U);
  const InterruptedSession& session = sessions[0];
  EXPECT_EQ(session.id, "20261124T100405Z_A-B");
  EXPECT_EQ(session.path, path("20261124T100405Z_A-B.jsonl"));
  EXPECT_THAT(session.subjects, ElementsAre("A", "B"));
  EXPECT_EQ(session.schedule, "Two steps");
  EXPECT_EQ(session.stage, "two");
  EXPECT_EQ(session.reason, "no end record");
  EXPECT_EQ(session.planned, Duration::from_us(30 * kMinute_us));
  EXPECT_EQ(session.lasted, Duration::from_us(10 * kMinute_us));
  EXPECT_EQ(session.remaining(), Duration::from_us(20 * kMinute_us));
}

TEST_F(Interrupted, OnlyWhatTheMachineEndedIsOffered) {
  int number = 0;
  for (const char* reason : {"duration", "operator", "max_trials", "valve_limit",
                             "log_full", "daemon_died", "guard_lost", "guard_acted"}) {
    write(std::to_string(++number) + ".jsonl", reason);
  }
  EXPECT_THAT(found(),
              ElementsAre("8: guard_acted", "7: guard_lost", "6: daemon_died"));
}

TEST_F(Interrupted, OneThatIsContinuedOrDismissedIsNotOfferedAgain) {
  write("a.jsonl", "");
  write("b.jsonl", "daemon_died");
  EXPECT_EQ(found().size(), 2U);
  log::Header next = header();
  next.continues = log::Continued{"a", Time::from_us(10 * kMinute_us)};
  write("c.jsonl", "duration", next);
  EXPECT_THAT(found(), ElementsAre("b: daemon_died"));
  ASSERT_TRUE(log::dismiss(path("b.jsonl")).ok());
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(Interrupted, OneThatRunsOrHasNoTimeLeftOrWasImportedIsNotOffered) {
  const auto ring = log::Ring::create(log::Ring::kMinBytes);
  ASSERT_TRUE(ring.ok());
  log::Header running = header();
  running.ring = (*ring)->name();
  write("running.jsonl", "", running);
  log::Header over = header();
  over.schedule["session"] = {{"duration_min", 10}};
  write("over.jsonl", "", over);
  log::Header imported = header();
  imported.source = "import";
  write("imported.jsonl", "", imported);
  std::ofstream(path("no_log.jsonl")) << "nothing\n";
  EXPECT_THAT(found(), IsEmpty());
  EXPECT_THAT(read_remainder(path("running.jsonl")).error().text(),
              HasSubstr("still running"));
  EXPECT_THAT(read_remainder(path("over.jsonl")).error().text(),
              HasSubstr("nothing is left"));
  (*ring)->unlink();
}

TEST_F(Interrupted, AFolderThatIsNotThereHasNone) {
  EXPECT_THAT(interrupted_sessions(path("none")), IsEmpty());
}

TEST_F(Interrupted, APlannedEndCannotBeContinuedButAnOperatorsCan) {
  EXPECT_EQ(refusal(""), "");
  EXPECT_EQ(refusal("operator"), "");
  EXPECT_EQ(refusal("valve_limit"), "");
  EXPECT_THAT(refusal("duration"), HasSubstr("planned end (duration)"));
  EXPECT_THAT(refusal("max_trials"), HasSubstr("Start a new session"));
}

}  // namespace
}  // namespace dyad::analysis
