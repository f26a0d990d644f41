#include "dyad/session/rig_lock.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

namespace dyad::session {
namespace {

// A process that does what the test says, tells its word, and waits to be killed.
class Child {
 public:
  explicit Child(const std::function<bool()>& work) {
    std::array<int, 2> ends{};
    EXPECT_EQ(pipe(ends.data()), 0);
    pid_ = fork();
    if (pid_ == 0) {
      const char word = work() ? 'y' : 'n';
      (void)!write(ends[1], &word, 1);
      for (;;) pause();
    }
    char word = 0;
    EXPECT_EQ(read(ends[0], &word, 1), 1);
    good_ = word == 'y';
    close(ends[0]);
    close(ends[1]);
  }
  ~Child() { end(); }
  void end() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }
  bool good() const { return good_; }
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = -1;
  bool good_ = false;
};

class RigLockTest : public testing::Test {
 protected:
  RigLockTest() {
    std::string name = (std::filesystem::temp_directory_path() / "rig-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) std::abort();
    folder_ = name;
    std::ofstream(rig()) << "{}";
  }
  ~RigLockTest() override { std::filesystem::remove_all(folder_); }
  std::string rig() const { return (folder_ / "rig.json").string(); }

  std::filesystem::path folder_;
};

TEST_F(RigLockTest, HasOneOwnerWhateverTheWayToTheFile) {
  const auto lock = RigLock::take(rig());
  ASSERT_TRUE(lock.ok());
  std::filesystem::create_symlink(rig(), folder_ / "other.json");
  EXPECT_FALSE(RigLock::take((folder_ / "." / "other.json").string()).ok());
  std::ofstream(folder_ / "second.json") << "{}";
  EXPECT_TRUE(RigLock::take((folder_ / "second.json").string()).ok());
}

TEST_F(RigLockTest, IsFreeAgainWhenItsOwnerLetsGo) {
  { ASSERT_TRUE(RigLock::take(rig()).ok()); }
  EXPECT_TRUE(RigLock::take(rig()).ok());
}

TEST_F(RigLockTest, SaysWhoHasTheRigAndSinceWhen) {
  std::optional<RigLock> lock;
  const Child owner([&] {
    auto taken = RigLock::take(rig());
    if (taken) lock.emplace(std::move(*taken));
    return lock.has_value();
  });
  ASSERT_TRUE(owner.good());
  const auto second = RigLock::take(rig());
  ASSERT_FALSE(second.ok());
  const std::string& what = second.error().what;
  const std::string who = "process " + std::to_string(owner.pid()) + " since ";
  ASSERT_NE(what.find(who), std::string::npos) << what;
  tm utc{};
  ASSERT_NE(
      strptime(what.c_str() + what.find(who) + who.size(), "%Y-%m-%d %H:%M UTC", &utc),
      nullptr)
      << what;
  EXPECT_LT(std::abs(std::difftime(timegm(&utc), std::time(nullptr))), 130) << what;
  EXPECT_NE(what.find("session_tests"), std::string::npos) << what;  // the command line
  EXPECT_FALSE(second.error().remedy.empty());
}

TEST_F(RigLockTest, AKilledOwnerLeavesNothingBehind) {
  std::optional<RigLock> lock;
  Child owner([&] {
    auto taken = RigLock::take(rig());
    if (taken) lock.emplace(std::move(*taken));
    return lock.has_value();
  });
  ASSERT_TRUE(owner.good());
  ASSERT_FALSE(RigLock::take(rig()).ok());
  owner.end();
  EXPECT_TRUE(RigLock::take(rig()).ok());
}

TEST_F(RigLockTest, LastsAsLongAsAProcessToWhichItWasHandedOn) {
  auto lock = std::optional(std::move(*RigLock::take(rig())));
  std::optional<RigLock> handed_on;
  Child heir([&] {
    auto adopted = RigLock::adopt(lock->descriptor());
    if (adopted) handed_on.emplace(std::move(*adopted));
    return handed_on.has_value();
  });
  ASSERT_TRUE(heir.good());
  lock.reset();  // here; the child has its own
  EXPECT_FALSE(RigLock::take(rig()).ok());
  heir.end();
  EXPECT_TRUE(RigLock::take(rig()).ok());
}

TEST_F(RigLockTest, ThousandsMayAskWhoHasIt) {
  const auto lock = RigLock::take(rig());
  ASSERT_TRUE(lock.ok());
  for (int i = 0; i < 5000; ++i) ASSERT_FALSE(RigLock::take(rig()).ok());
}

TEST_F(RigLockTest, OnlyALockCanBeHandedOn) {
  EXPECT_FALSE(RigLock::adopt(STDERR_FILENO).ok());
  EXPECT_FALSE(RigLock::take((folder_ / "none.json").string()).ok());
}

}  // namespace
}  // namespace dyad::session
