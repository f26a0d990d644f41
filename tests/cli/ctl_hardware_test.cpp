#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "cli/fake_daemon.hpp"
#include "dyad/cli/exit_code.hpp"

namespace dyad::cli::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class CtlHardware : public ::testing::Test {
 protected:
  Ran ctl(std::vector<std::string> arguments) {
    return daemon.ctl(place, std::move(arguments));
  }
  // Starts the command, and sends the signal when the daemon was asked for `what`.
  int ctl_until(const std::string& what, int signal,
                std::vector<std::string> arguments);

  FakeDaemon daemon;
  Workplace place;
};

int CtlHardware::ctl_until(const std::string& what, int signal,
                           std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {DYAD_BINARY, "ctl", "--url", daemon.url()});
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  pid_t pid = -1;
  EXPECT_EQ(posix_spawn(&pid, DYAD_BINARY, nullptr, nullptr, argv.data(), environ), 0);
  const auto was_asked = [&] {
    const auto whats = daemon.whats();
    return std::find(whats.begin(), whats.end(), what) != whats.end();
  };
  while (!was_asked()) std::this_thread::yield();
  kill(pid, signal);
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

Json job(const std::string& state, int done, const Json& open_us) {
  return {{"job", 3},       {"channel", "valve_left"}, {"done", done},      {"of", 2},
          {"state", state}, {"open_us", open_us},      {"problem", nullptr}};
}

TEST_F(CtlHardware, LinesAreOpenedWhereTheyAreClosedAndShownWhenTheyAreThere) {
  const Json problem = nullptr;
  daemon.when("GET /hardware",
              {said({{"state", "closed"}}), said({{"state", "opening"}}),
               said({{"state", "open"},
                     {"lines", {{"poke_left", true}, {"valve_left", false}}},
                     {"problem", nullptr}})});
  daemon.when("POST /hardware/open", {{202, "", "", {}}});
  const Ran ran = ctl({"lines"});
  EXPECT_EQ(ran.exit_code, kFine);
  EXPECT_EQ(ran.out, "line        state\npoke_left   active\nvalve_left  -\n");
  EXPECT_THAT(daemon.whats(), ElementsAre("GET /hardware", "POST /hardware/open",
                                          "GET /hardware", "GET /hardware"));
}

TEST_F(CtlHardware, LinesThatDoNotOpenAreAnOperatingErrorAndABusyRigSaysNo) {
  daemon.when("GET /hardware",
              {said({{"state", "closed"}}),
               said({{"state", "closed"}, {"problem", {{"title", "No device"}}}}),
               said({{"state", "closed"}})});
  daemon.when("POST /hardware/open", {{202, "", "", {}}, problem(409, "rig-busy")});
  const Ran failed = ctl({"lines"});
  EXPECT_EQ(failed.exit_code, kOperatingError);
  EXPECT_EQ(failed.err, "dyad: No device\n");
  EXPECT_EQ(ctl({"lines"}).exit_code, kNo);
}

TEST_F(CtlHardware, PulsesAreFollowedUntilTheyAreDone) {
  daemon.when("POST /hardware/pulse", {said(job("running", 0, Json::array()), 202)});
  daemon.when("GET /hardware/jobs/3",
              {said(job("running", 1, {29900})), said(job("done", 2, {29900, 30100}))});
  const Ran ran = ctl(
      {"pulse", "valve_left", "--duration", "30.5ms", "--count", "2", "--gap", "1s"});
  EXPECT_EQ(ran.exit_code, kFine);
  EXPECT_EQ(ran.out,
            "valve_left: 2 of 2 pulses done, open for 29.900 ms to 30.100 ms\n");
  EXPECT_EQ(daemon.body_of("POST /hardware/pulse"), Json({{"channel", "valve_left"},
                                                          {"duration_ms", 30.5},
                                                          {"count", 2},
                                                          {"gap_ms", 1000}}));
  ctl({"pulse", "valve_left", "--duration", "100ms"});
  EXPECT_EQ(daemon.body_of("POST /hardware/pulse"),
            Json({{"channel", "valve_left"}, {"duration_ms", 100}, {"count", 1}}));
}

TEST_F(CtlHardware, PulsesThatFailedSayWhy) {
  Json failed = job("failed", 1, {29900});
  failed["problem"] = {{"title", "The device was lost"}, {"detail", "pi"}};
  daemon.when("POST /hardware/pulse", {said(failed, 202)});
  const Ran ran = ctl({"pulse", "valve_left", "--duration", "30ms"});
  EXPECT_EQ(ran.exit_code, kOperatingError);
  EXPECT_THAT(ran.out, HasSubstr("1 of 2 pulses failed"));
  EXPECT_THAT(ran.err, HasSubstr("The device was lost: pi"));
}

TEST_F(CtlHardware, AnInterruptLeavesOutThePulsesThatHaveNotBegun) {
  daemon.when("POST /hardware/pulse", {said(job("running", 0, Json::array()), 202)});
  daemon.when("GET /hardware/jobs/3", {said(job("running", 0, Json::array()))});
  // Once it was told to stop, it is.
  daemon.when("DELETE /hardware/jobs/3", {{204, "", "", {}}});
  daemon.after("DELETE /hardware/jobs/3", "GET /hardware/jobs/3",
               said(job("stopped", 1, {30000})));
  EXPECT_EQ(ctl_until("GET /hardware/jobs/3", SIGINT,
                      {"pulse", "valve_left", "--duration", "30ms"}),
            kNo);
}

TEST_F(CtlHardware, ARewardHasItsVolumeInMicrolitres) {
  daemon.when("POST /hardware/reward", {said(job("done", 1, {31000}), 202)});
  EXPECT_EQ(ctl({"reward", "valve_left", "--volume", "4"}).exit_code, kFine);
  EXPECT_EQ(daemon.body_of("POST /hardware/reward"),
            Json({{"channel", "valve_left"}, {"volume_ul", 4}}));
  ctl({"reward", "valve_left", "--volume", "2.5"});
  EXPECT_EQ(daemon.body_of("POST /hardware/reward").at("volume_ul"), 2.5);
}

TEST_F(CtlHardware, NumbersThatAreNoneAreUsageErrorsAndAskNothing) {
  for (const char* volume : {"", "4ul", "1e3", ".5", "5.", "1.2.3", "-1", "007"}) {
    EXPECT_EQ(ctl({"reward", "valve_left", "--volume", volume}).exit_code, kUsage)
        << volume;
  }
  EXPECT_EQ(ctl({"pulse", "v", "--duration", "100"}).exit_code, kUsage);
  EXPECT_EQ(ctl({"pulse", "v", "--duration", "1ms", "--gap", "x"}).exit_code, kUsage);
  EXPECT_EQ(ctl({"pulse", "v", "--duration", "1ms", "--count", "0"}).exit_code, kUsage);
  EXPECT_EQ(ctl({"flush", "v", "--for", "long"}).exit_code, kUsage);
  EXPECT_TRUE(daemon.asked().empty());
}

TEST_F(CtlHardware, AFlushRenewsItsLeaseAndClosesWhenItsTimeIsOver) {
  const Json lease{{"lease", 5}, {"until_utc", "2026-11-24T10:04:08Z"}};
  daemon.when("POST /hardware/flush", {said(lease, 201)});
  daemon.when("PUT /hardware/flush/5", {said(lease)});
  daemon.when("DELETE /hardware/flush/5", {{204, "", "", {}}});
  const Ran ran = ctl({"flush", "valve_left", "valve_right", "--for", "1.2s"});
  EXPECT_EQ(ran.exit_code, kFine);
  EXPECT_EQ(ran.out, "Open; Ctrl-C closes.\nClosed.\n");
  EXPECT_EQ(daemon.body_of("POST /hardware/flush"),
            Json({{"channels", {"valve_left", "valve_right"}}, {"lease_ms", 3000}}));
  EXPECT_EQ(daemon.body_of("PUT /hardware/flush/5"), Json({{"lease_ms", 3000}}));
  EXPECT_EQ(daemon.whats().back(), "DELETE /hardware/flush/5");
}

TEST_F(CtlHardware, AnInterruptClosesAFlushAtOnce) {
  daemon.when("POST /hardware/flush", {said({{"lease", 5}}, 201)});
  daemon.when("PUT /hardware/flush/5", {said({{"lease", 5}})});
  daemon.when("DELETE /hardware/flush/5", {{204, "", "", {}}});
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    EXPECT_EQ(ctl_until("POST /hardware/flush", signal,
                        {"flush", "valve_left", "--for", "2min"}),
              kFine);
    EXPECT_EQ(daemon.whats().back(), "DELETE /hardware/flush/5");
    daemon.forget();
  }
}

TEST_F(CtlHardware, AFlushThatIsNoLongerRenewedEndsWithTheReason) {
  daemon.when("POST /hardware/flush", {said({{"lease", 5}}, 201)});
  const Ran ran = ctl({"flush", "valve_left", "--for", "2min"});
  EXPECT_EQ(ran.exit_code, kNo);
  EXPECT_THAT(ran.err, HasSubstr("The title: the detail"));
}

}  // namespace
}  // namespace dyad::cli::testing
