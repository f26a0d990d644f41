#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "gpio_sim/process_tree.hpp"
#include "server/running_daemon.hpp"

// A daemon whose file is replaced while it runs, as a package does it: by renaming.
namespace dyad::server {
namespace {

namespace fs = std::filesystem;
using testing::RunningDaemon;
using ::testing::StartsWith;

std::string copy_of_dyad(const testing::Scratch& scratch) {
  fs::copy_file(DYAD_BINARY, scratch.path("dyad"));
  return scratch.path("dyad");
}

class Upgrade : public ::testing::Test {
 protected:
  // The newer program would end at once.
  void replace() const {
    fs::rename(scratch_.write_program("newer", "#!/bin/sh\nexit 7\n"), program_);
  }
  void expect_a_session() const {
    const std::size_t before = daemon_.logs().size();
    ASSERT_EQ(daemon_.start("max", {{"duration", "5min"}}).status, 202);
    ASSERT_TRUE(daemon_.until_state("idle"));
    EXPECT_TRUE(daemon_.status()["last_problem"].is_null()) << daemon_.status().dump();
    ASSERT_EQ(daemon_.logs().size(), before + 1);
    EXPECT_EQ(daemon_.json("/sessions/current")["end_reason"], "duration");
  }

  testing::Scratch scratch_;
  std::string program_ = copy_of_dyad(scratch_);
  RunningDaemon daemon_{scratch_, {}, program_};
};

TEST_F(Upgrade, SessionsAreOfTheDaemonsOwnProgramAfterItsFileWasReplacedOrRemoved) {
  ASSERT_NE(daemon_.port(), 0);
  replace();
  expect_a_session();
  fs::remove(program_);
  expect_a_session();
}

TEST_F(Upgrade, ASessionIsCalledDyadByWhoLooksAtProcesses) {
  replace();
  ASSERT_EQ(daemon_.start("1").status, 202);
  ASSERT_TRUE(daemon_.until_state("running"));
  const pid_t session = gpio_sim::child_named(daemon_.process().pid(), "run");
  ASSERT_NE(session, 0);
  const std::string process = "/proc/" + std::to_string(session);
  EXPECT_EQ(testing::slurp(process + "/comm"), "dyad\n");
  EXPECT_THAT(testing::slurp(process + "/cmdline"),
              StartsWith(std::string("dyad\0run", 8)));
  EXPECT_EQ(daemon_.post("/sessions/current/end").status, 202);
  ASSERT_TRUE(daemon_.until_state("idle"));
}

}  // namespace
}  // namespace dyad::server
