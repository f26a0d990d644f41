#include "dyad/server/live_hub.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/support.hpp"

namespace dyad::server {
namespace {

using ::testing::ElementsAre;
using testing::FakeSocket;

class LiveHubTest : public ::testing::Test {
 protected:
  std::shared_ptr<FakeSocket> join() {
    auto socket = std::make_shared<FakeSocket>();
    hub_.add(socket);
    return socket;
  }
  int state_ = 1;
  LiveHub hub_{[this] { return LiveHub::Json{{"state", state_}}; }};
};

TEST_F(LiveHubTest, TellsTheStatusAtOnceAndOnEveryPush) {
  const auto socket = join();
  state_ = 2;
  hub_.push_status();
  hub_.push("note", {{"text", "x"}});
  EXPECT_THAT(socket->sent,
              ElementsAre(R"({"status":{"state":1}})", R"({"status":{"state":2}})",
                          R"({"note":{"text":"x"}})"));
}

TEST_F(LiveHubTest, WhoDoesNotReadGetsTheNewestStatusWhenItDoes) {
  const auto socket = join();
  hub_.push("job", std::string(300'000, 'x'));
  for (state_ = 2; state_ < 100; ++state_) hub_.push_status();
  EXPECT_EQ(socket->sent.size(), 2U);
  socket->take();
  ASSERT_EQ(socket->sent.size(), 3U);
  EXPECT_EQ(socket->sent[2], R"({"status":{"state":100}})");
}

TEST_F(LiveHubTest, CountsWhoHoldsTheHardwareUntilItLetsGoOrLeaves) {
  std::vector<std::size_t> told;
  hub_.on_holders = [&](std::size_t holders) { told.push_back(holders); };
  const auto one = join();
  const auto other = join();
  one->on_text(R"({"hardware":true})");
  one->on_text(R"({"hardware":true})");
  other->on_text(R"({"hardware":true})");
  other->on_text("nonsense");
  one->on_text(R"({"hardware":false})");
  other->close("gone");
  EXPECT_THAT(told, ElementsAre(1U, 2U, 1U, 0U));
  EXPECT_EQ(hub_.clients(), 1U);
}

}  // namespace
}  // namespace dyad::server
