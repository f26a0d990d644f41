#include "dyad/session/control_line.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>

#include "session/session_fixture.hpp"

namespace dyad::session {
namespace {

// Both ends of a control line: the session's, and a daemon's that the test plays.
class ControlLineTest : public SessionTest {
 protected:
  void SetUp() override {
    std::array<int, 2> ends{};
    ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
    daemon_ = ends[0];
    auto adopted = ControlLine::adopt(ends[1]);
    ASSERT_TRUE(adopted.ok());
    line_.emplace(std::move(*adopted));
  }
  void TearDown() override { hang_up(); }

  void hang_up() {
    if (daemon_ >= 0) close(daemon_);
    daemon_ = -1;
  }
  void send(const std::string& text) const {
    ASSERT_EQ(write(daemon_, text.data(), text.size()),
              static_cast<ssize_t>(text.size()));
  }
  void take_at(std::int64_t t_us) {
    line_->take(*session_, Time::from_us(t_us));
    run_until(t_us + 1000);
  }
  std::string received() const {
    std::string all;
    std::array<char, 65536> bytes{};
    for (;;) {
      const auto got = recv(daemon_, bytes.data(), bytes.size(), MSG_DONTWAIT);
      if (got <= 0) return all;
      all.append(bytes.data(), static_cast<std::size_t>(got));
    }
  }
  task::Phase phase() const { return session_->engine().view().phase; }

  int daemon_ = -1;
  std::optional<ControlLine> line_;
};

TEST_F(ControlLineTest, PausesResumesAndEndsTheSession) {
  begin();
  send("{\"do\":\"pause\"}\n");
  take_at(1'000'000);
  EXPECT_EQ(phase(), task::Phase::paused);
  send("{\"do\":\"resume\"}\n");
  take_at(2'000'000);
  EXPECT_NE(phase(), task::Phase::paused);
  EXPECT_FALSE(session_->finished());
  send("{\"do\":\"end\"}\n");
  take_at(3'000'000);
  EXPECT_TRUE(session_->finished());
  EXPECT_EQ(session_->end_reason(), "operator");
}

TEST_F(ControlLineTest, ADaemonThatDiesEndsTheSession) {
  begin();
  hang_up();
  take_at(1'000'000);
  EXPECT_TRUE(session_->finished());
  EXPECT_EQ(session_->end_reason(), "daemon_died");
  ASSERT_EQ(sink_.all<Fault>().size(), 1U);
  EXPECT_EQ(sink_.all<Fault>()[0].kind, FaultKind::daemon_died);
  EXPECT_GE(device().closed, 1);
  EXPECT_EQ(line_->descriptor(), -1);
}

TEST_F(ControlLineTest, ADaemonThatSaidEndMayGo) {
  begin();
  send("{\"do\":\"end\"}\n");
  hang_up();
  take_at(1'000'000);
  EXPECT_EQ(session_->end_reason(), "operator");
  EXPECT_TRUE(sink_.all<Fault>().empty());
}

TEST_F(ControlLineTest, WhatIsNoKnownMessageIsPassedOver) {
  begin();
  send("no JSON\n[1]\n{\"do\":17}\n{\"do\":\"dance\"}\n{}\n\n{\"do\":\"pause\"}\n");
  take_at(1'000'000);
  EXPECT_EQ(phase(), task::Phase::paused);
}

TEST_F(ControlLineTest, AMessageWaitsUntilItIsWhole) {
  begin();
  send("{\"do\":\"pa");
  take_at(1'000'000);
  EXPECT_NE(phase(), task::Phase::paused);
  send("use\"}\n");
  take_at(2'000'000);
  EXPECT_EQ(phase(), task::Phase::paused);
}

TEST_F(ControlLineTest, AFullSocketLosesBeatsAndNothingElse) {
  begin();
  const nlohmann::ordered_json status{{"filling", std::string(20'000, 'x')}};
  int sent = 0;
  while (line_->say_beat(status)) ASSERT_LT(++sent, 1000) << "it never gets full";
  line_->say_log("a.jsonl");
  EXPECT_FALSE(line_->say_beat(status));
  std::string all = received();
  line_->take(*session_, Time());  // goes on with what is kept
  line_->say_ended("duration");
  all += received();
  EXPECT_NE(all.find("{\"say\":\"log\",\"path\":\"a.jsonl\"}\n"), std::string::npos);
  EXPECT_TRUE(all.ends_with("{\"say\":\"ended\",\"reason\":\"duration\"}\n"));
  // Every beat that was not left out has come whole.
  std::size_t whole = 0;
  for (std::size_t at = 0; (at = all.find("xx\"}}\n", at)) != std::string::npos; ++at) {
    ++whole;
  }
  EXPECT_EQ(whole, static_cast<std::size_t>(sent));
}

TEST_F(ControlLineTest, ALineWithoutEndIsTheEnd) {
  begin();
  const std::string much(JsonLines::kMaxLineBytes / 4, 'x');
  for (int i = 0; i < 8 && !session_->finished(); ++i) {
    send(much);
    take_at(1'000'000 + i);
  }
  EXPECT_EQ(session_->end_reason(), "daemon_died");
}

TEST(ControlLine, WhatIsNoSocketIsRefused) {
  const auto adopted = ControlLine::adopt(STDERR_FILENO);
  ASSERT_FALSE(adopted.ok());
  EXPECT_NE(adopted.error().what.find("not a connected socket"), std::string::npos);
}

}  // namespace
}  // namespace dyad::session
