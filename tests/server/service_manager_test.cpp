#include "dyad/server/service_manager.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cstddef>
#include <cstring>

#include "dyad/server/watchdog.hpp"
#include "server/support.hpp"

namespace dyad::server {
namespace {

using std::chrono::microseconds;
using ::testing::ElementsAre;

// systemd's end.
class Manager {
 public:
  // A path, or '@' and an abstract name.
  explicit Manager(const std::string& name)
      : fd_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, name.data(), name.size());
    if (name[0] == '@') address.sun_path[0] = '\0';
    const auto length =
        static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    if (::bind(fd_, reinterpret_cast<const sockaddr*>(&address), length) != 0) {
      std::abort();
    }
  }
  Manager(const Manager&) = delete;
  Manager& operator=(const Manager&) = delete;
  ~Manager() { ::close(fd_); }

  // What came since.
  std::vector<std::string> heard() const {
    std::vector<std::string> all;
    std::array<char, 512> buffer{};
    for (ssize_t n = 0; (n = ::recv(fd_, buffer.data(), buffer.size(), 0)) > 0;) {
      all.emplace_back(buffer.data(), static_cast<std::size_t>(n));
    }
    return all;
  }

 private:
  int fd_;
};

TEST(ServiceManagerTest, IsToldThroughASocketWithAPath) {
  const testing::Scratch scratch;
  const Manager manager(scratch.path("notify"));
  const ServiceManager teller(scratch.path("notify"), std::nullopt);
  teller.ready("listening");
  teller.alive();
  teller.stopping();
  EXPECT_THAT(manager.heard(),
              ElementsAre("READY=1\nSTATUS=listening", "WATCHDOG=1", "STOPPING=1"));
}

TEST(ServiceManagerTest, IsToldThroughAnAbstractSocket) {
  const std::string name = "@dyad-test-" + std::to_string(::getpid());
  const Manager manager(name);
  ServiceManager(name, std::nullopt).status("running");
  EXPECT_THAT(manager.heard(), ElementsAre("STATUS=running"));
}

TEST(ServiceManagerTest, TheEnvironmentSaysWhereAndHowOften) {
  ::setenv("WATCHDOG_USEC", "30000000", 1);
  ::setenv("WATCHDOG_PID", std::to_string(::getpid()).c_str(), 1);
  EXPECT_EQ(ServiceManager::of_environment().watchdog(), microseconds(30'000'000));
  ::setenv("WATCHDOG_PID", "1", 1);
  EXPECT_FALSE(ServiceManager::of_environment().watchdog()) << "it is another's";
  ::unsetenv("WATCHDOG_USEC");
  ::unsetenv("WATCHDOG_PID");
  EXPECT_FALSE(ServiceManager::of_environment().watchdog());
}

TEST(WatchdogTest, IsFedTwiceAPeriodAndStarvesWhenTheBeatsStop) {
  const testing::Scratch scratch;
  const Manager manager(scratch.path("notify"));
  const ServiceManager teller(scratch.path("notify"), microseconds(2000));
  boost::asio::io_context loop;
  bool alive = true;
  int asked = 0;
  Watchdog watchdog(loop, teller, [&] {
    ++asked;
    return alive;
  });
  watchdog.start();
  ASSERT_TRUE(testing::run_until(loop, [&] { return asked == 3; }));
  EXPECT_THAT(manager.heard(), ElementsAre("WATCHDOG=1", "WATCHDOG=1", "WATCHDOG=1"));
  alive = false;
  ASSERT_TRUE(testing::run_until(loop, [&] { return asked == 6; }));
  EXPECT_THAT(manager.heard(), ElementsAre());
}

TEST(WatchdogTest, OnlyASessionOwesBeats) {
  EXPECT_TRUE(beats_lately(false, std::chrono::hours(1)));
  EXPECT_TRUE(beats_lately(true, std::chrono::milliseconds(1999)));
  EXPECT_FALSE(beats_lately(true, std::chrono::seconds(2)));
}

}  // namespace
}  // namespace dyad::server
