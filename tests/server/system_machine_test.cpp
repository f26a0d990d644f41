#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "dyad/server/machine.hpp"
#include "server/fake_machine.hpp"

namespace dyad::server {
namespace {

class SystemMachineTest : public ::testing::Test {
 protected:
  std::string path(const std::string& name) const {
    return folder_.place(name).string();
  }

  FakeMachine folder_;  // for its folder only
  SystemMachine machine_;
};

TEST_F(SystemMachineTest, MeasuringWritesLeavesNothingBehind) {
  const auto measured = machine_.measure_writes(path("/data"));
  ASSERT_TRUE(measured.ok()) << measured.error().text();
  EXPECT_GT(measured->worst, Duration());
  EXPECT_LE(measured->median, measured->worst);
  EXPECT_TRUE(machine_.list(path("/data")).empty());
}

TEST_F(SystemMachineTest, AFolderThatCannotBeWrittenSaysWhy) {
  const auto measured = machine_.measure_writes(path("/no-such-folder"));
  ASSERT_FALSE(measured.ok());
  EXPECT_NE(measured.error().what.find("No such file"), std::string::npos);
  EXPECT_FALSE(measured.error().remedy.empty());
}

TEST_F(SystemMachineTest, WhoHoldsAFileIsNamed) {
  folder_.write("/dev/port", "");
  EXPECT_EQ(machine_.holder_of(path("/dev/port")), std::nullopt);
  const int fd = ::open(path("/dev/port").c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_GE(fd, 0);
  const std::string self = "(process " + std::to_string(::getpid()) + ")";
  EXPECT_NE(machine_.holder_of(path("/dev/port")).value_or("").find(self),
            std::string::npos);
  ::close(fd);
  EXPECT_EQ(machine_.holder_of(path("/dev/port")), std::nullopt);
}

TEST_F(SystemMachineTest, ALockedFileIsNamedWhereOnlyTheLocksAreShown) {
  folder_.write("/dev/port", "");
  const int fd = ::open(path("/dev/port").c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_GE(fd, 0);
  ASSERT_EQ(::flock(fd, LOCK_EX), 0);
  // A machine that shows its locks, and no folder of any process.
  std::ifstream locks("/proc/locks");
  folder_.write("/proc/locks", {std::istreambuf_iterator<char>(locks), {}});
  const SystemMachine other(folder_.place("/"));
  EXPECT_NE(other.holder_of("/dev/port").value_or("").find(std::to_string(::getpid())),
            std::string::npos);
  ::close(fd);
}

TEST_F(SystemMachineTest, FilesOfAnotherRootAreThoseOfThisMachine) {
  folder_.write("/proc/loadavg", "  0.5 \n\n");
  const SystemMachine other(folder_.place("/"));
  EXPECT_EQ(other.read("/proc/loadavg"), "0.5");
  EXPECT_EQ(other.read("/proc/none"), std::nullopt);
  EXPECT_TRUE(other.exists("/data"));
  EXPECT_TRUE(other.list("/nowhere").empty());
}

TEST_F(SystemMachineTest, ThisMachineAnswers) {
  EXPECT_GE(machine_.processors(), 1U);
  EXPECT_FALSE(machine_.user().name.empty());
  const auto space = machine_.space(path("/data"));
  ASSERT_TRUE(space.has_value());
  EXPECT_LE(space->free_bytes, space->total_bytes);
  EXPECT_FALSE(machine_.space(path("/nowhere")).has_value());
  EXPECT_GE(machine_.highest_priority(), 0);
}

}  // namespace
}  // namespace dyad::server
