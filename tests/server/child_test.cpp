#include "dyad/server/child.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <thread>

#include "server/support.hpp"

namespace dyad::server {
namespace {

using ::testing::ElementsAre;
using testing::run_until;

class ChildTest : public ::testing::Test {
 protected:
  std::shared_ptr<Child> shell(const std::string& script) {
    Child::Events events;
    events.on_message = [this](const Child::Json& message) {
      messages_.push_back(message.dump());
    };
    events.on_gone = [this](const std::string& how) { how_ = how; };
    auto child = Child::start(loop_, spawner_, {"/bin/bash", "-c", script}, -1, events);
    EXPECT_TRUE(child);
    return *child;
  }
  bool until_gone() {
    return run_until(loop_, [this] { return !how_.empty(); });
  }

  testing::Scratch scratch_;
  Spawner spawner_;
  boost::asio::io_context loop_;
  std::vector<std::string> messages_;
  std::string how_;
};

TEST_F(ChildTest, ItsMessagesAreToldInOrderAndAllBeforeItsEnd) {
  shell(
      R"(for i in 1 2 3; do echo "{\"n\":$i}" >&3; done; echo "no json" >&3; exit 3)");
  ASSERT_TRUE(until_gone());
  EXPECT_THAT(messages_, ElementsAre("{\"n\":1}", "{\"n\":2}", "{\"n\":3}"));
  EXPECT_EQ(how_, "exit code 3");
}

TEST_F(ChildTest, HearsWhatItIsSent) {
  const auto child = shell(
      "read -r a <&3; read -r b <&3; echo \"[$b,$a]\" >&3\n"
      "echo \"{\\\"a\\\":$a,\\\"b\\\":$b}\" >&3");
  child->send({{"do", "pause"}});
  child->send({{"do", "end"}});
  ASSERT_TRUE(until_gone());
  EXPECT_THAT(messages_, ElementsAre(R"({"a":{"do":"pause"},"b":{"do":"end"}})"));
}

TEST_F(ChildTest, SeesTheEndOfItsSocketWhenTheDaemonIsGone) {
  const std::string seen = scratch_.path("seen");
  auto child = shell("read -r line <&3 || echo eof > " + seen + ".part; mv " + seen +
                     ".part " + seen);
  child.reset();
  loop_.~io_context();  // as the kernel would at the daemon's death: every end closed
  new (&loop_) boost::asio::io_context();
  ASSERT_TRUE(run_until(loop_, [&] { return std::filesystem::exists(seen); }));
  EXPECT_EQ(testing::slurp(seen), "eof\n");
}

TEST_F(ChildTest, GetsNoDescriptorButItsOwn) {
  const int leaked = ::dup(STDERR_FILENO);  // not close-on-exec
  shell(R"(cd /proc/self/fd; set -- [0-9]*; list=
for fd in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  [ -e /proc/$$/fd/$fd ] && list="$list$fd "
done; echo "{\"fds\":\"$list\"}" >&3)");
  ASSERT_TRUE(until_gone());
  ::close(leaked);
  EXPECT_THAT(messages_, ElementsAre("{\"fds\":\"0 1 2 3 \"}"));
}

TEST_F(ChildTest, KeepsTheUsualPriorityThoughTheServerLoweredItsOwn) {
  const int usual = ::getpriority(PRIO_PROCESS, 0);
  std::thread([&] {
    lower_priority_of_this_thread();
    EXPECT_EQ(::getpriority(PRIO_PROCESS, 0), 10);
    shell(R"(echo "{\"nice\":$(nice)}" >&3)");
    EXPECT_TRUE(until_gone());
  }).join();
  EXPECT_THAT(messages_, ElementsAre("{\"nice\":" + std::to_string(usual) + "}"));
}

TEST_F(ChildTest, LeadsAGroupOfItsOwn) {
  shell(R"(echo "{\"own\":$(( $(ps -o pgid= -p $$) == $$ ))}" >&3)");
  ASSERT_TRUE(until_gone());
  EXPECT_THAT(messages_, ElementsAre("{\"own\":1}"));
}

TEST_F(ChildTest, IsAskedToEndBeforeItIsKilled) {
  const auto child = shell(R"(trap 'echo "{\"told\":1}" >&3' TERM
echo '{"ready":1}' >&3; while :; do sleep 0.01; done)");
  ASSERT_TRUE(run_until(loop_, [this] { return !messages_.empty(); }));
  child->expect_end({std::chrono::milliseconds(1), std::chrono::milliseconds(300)});
  ASSERT_TRUE(until_gone());
  EXPECT_THAT(messages_, ElementsAre("{\"ready\":1}", "{\"told\":1}"));
  EXPECT_EQ(how_, "signal 9 (Killed)");
}

}  // namespace
}  // namespace dyad::server
