#include <csignal>
#include <sstream>

#include "gpio_sim/control_socket.hpp"
#include "gpio_sim/http_call.hpp"
#include "mcu_pty/pty_session.hpp"

namespace dyad::mcu_pty {
namespace {

using gpio_sim::http_call;
using Json = nlohmann::json;

// Of a pulse: 0.5 % of rate, which is all that the host knows of a board that it has
// just met, and the board's own lateness at the end.
constexpr std::int64_t off_by_us(std::int64_t pulse_us) { return pulse_us / 200 + 80; }

// `dyad hardware` on the simulated Uno.
class BoardHardware : public PtySession {
 protected:
  void open() {
    write_files();
    session = std::make_unique<Child>(
        folder / "hardware",
        std::vector<std::string>{"hardware", "--rig", folder / "rig.json", "--control",
                                 daemon.descriptor()});
    daemon.started();
    ASSERT_TRUE(hears(R"({"say":"open"})")) << session->err();
  }
  bool hears(const std::string& words, milliseconds at_most = kSoon) {
    return wait_for(at_most,
                    [&] { return daemon.heard().find(words) != std::string::npos; });
  }
  void pulse(const std::string& valve, std::int64_t ms, int count = 1) {
    daemon.send(Json{
        {"do", "pulse"},
        {"job", 5},
        {"channel", valve},
        {"duration_us", ms * 1000},
        {"count", count},
        {"gap_us",
         20'000}}.dump());
  }
  void flush(std::int64_t lease_ms) {
    daemon.send(Json{{"do", "flush"},
                     {"lease", 1},
                     {"channels", {"valve_left"}},
                     {"lease_us", lease_ms * 1000}}
                    .dump());
  }
  bool becomes(unsigned output, bool active) const {
    return wait_for(kSoon, [&] { return board->active(output) == active; });
  }
  // What was said of the job's pulses.
  std::vector<std::int64_t> told_us() {
    std::vector<std::int64_t> told;
    std::istringstream lines(daemon.heard());
    for (std::string line; std::getline(lines, line);) {
      const Json said = Json::parse(line, nullptr, false);
      if (said.value("say", "") == "pulse") told.push_back(said["open_us"]);
    }
    return told;
  }

  gpio_sim::ControlSocket daemon;
};

TEST_F(BoardHardware, TheBoardsLinesAreToldAtFirstAndWhenTheyChange) {
  open();
  EXPECT_TRUE(hears(R"({"say":"lines","lines":{"poke_left":false,"poke_right":false,)"
                    R"("valve_left":false,"valve_right":false}})"))
      << daemon.heard();
  board->level(board->now_ms(), kRight, false);
  EXPECT_TRUE(hears(R"({"say":"lines","lines":{"poke_right":true}})"));
  board->level(board->now_ms(), kRight, true);
  EXPECT_TRUE(hears(R"({"say":"lines","lines":{"poke_right":false}})"));
}

TEST_F(BoardHardware, APulseIsOpenForAsLongAsTheBoardSays) {
  open();
  pulse("valve_left", 10, 3);
  ASSERT_TRUE(hears(R"({"say":"job","job":5,"state":"done","detail":""})"));
  const auto told = told_us();
  const auto pulses = board->pulses(kLeft);
  ASSERT_EQ(told.size(), 3U);
  ASSERT_EQ(pulses.size(), 3U);
  for (std::size_t i = 0; i < told.size(); ++i) {
    EXPECT_NEAR(static_cast<double>(pulses[i].length_us()),
                static_cast<double>(told[i]), off_by_us(10'000));
    EXPECT_NEAR(static_cast<double>(told[i]), 10'000, off_by_us(10'000));
  }
  EXPECT_TRUE(board->pulses(kRight).empty());
}

TEST_F(BoardHardware, AFlushIsNotOpenForLongerThanItsLease) {
  open();
  flush(300);
  ASSERT_TRUE(hears(R"({"say":"unflushed","lease":1,"reason":"expired")"));
  ASSERT_TRUE(becomes(kLeft, false));
  const auto pulses = board->pulses(kLeft);
  ASSERT_EQ(pulses.size(), 1U);
  EXPECT_LE(pulses[0].length_us(), 300'000 + off_by_us(300'000));
}

TEST_F(BoardHardware, ARenewedFlushIsMadeOfPulsesAndClosesWhenItIsLetGoOf) {
  rig["channels"]["valve_left"]["max_open_ms"] = 100;
  open();
  // For longer than one lease.
  while (board->pulses(kLeft).size() < 22 && !HasFailure()) {
    flush(2000);
    EXPECT_FALSE(hears(R"("unflushed")", milliseconds(100))) << daemon.heard();
  }
  daemon.send(R"({"do":"unflush","lease":1})");
  ASSERT_TRUE(hears(R"({"say":"unflushed","lease":1,"reason":"released")"));
  ASSERT_TRUE(becomes(kLeft, false));
  const auto pulses = board->pulses(kLeft);
  for (const PinPulse& each : pulses) {
    EXPECT_LE(each.length_us(), 100'000 + off_by_us(100'000));
  }
  // The board takes new pulses, once it has said that it closed.
  EXPECT_TRUE(wait_for(kSoon, [&] {
    pulse("valve_left", 10);
    return hears(R"("job":5,"state":"done")", milliseconds(200));
  })) << daemon.heard();
  EXPECT_GT(board->pulses(kLeft).size(), pulses.size());
}

TEST_F(BoardHardware, AFlushThatIsLetGoOfLeavesAnotherValvesPulseWhole) {
  rig["channels"]["valve_left"]["max_open_ms"] = 500;
  open();
  pulse("valve_right", 400);
  flush(5000);
  ASSERT_TRUE(becomes(kLeft, true));
  ASSERT_TRUE(becomes(kRight, true));
  daemon.send(R"({"do":"unflush","lease":1})");
  ASSERT_TRUE(hears(R"("job":5,"state":"done")"));
  ASSERT_TRUE(becomes(kLeft, false));
  const auto whole = board->pulses(kRight);
  ASSERT_EQ(whole.size(), 1U);
  EXPECT_NEAR(static_cast<double>(whole[0].length_us()), 400'000, off_by_us(400'000));
  const auto flushed = board->pulses(kLeft);
  ASSERT_EQ(flushed.size(), 1U);
  EXPECT_LE(flushed[0].length_us(), 500'000 + off_by_us(500'000));
}

TEST_F(BoardHardware, EverythingClosesWithTheDaemonsEnd) {
  open();
  flush(5000);
  ASSERT_TRUE(becomes(kLeft, true));
  daemon.hang_up();
  const auto exit = session->wait(kSoon);
  ASSERT_TRUE(exit.has_value());
  EXPECT_EQ(exit->code, 0);
  EXPECT_TRUE(becomes(kLeft, false));
  ASSERT_EQ(board->pulses(kLeft).size(), 1U);
  EXPECT_LT(board->pulses(kLeft)[0].length_us(), 1'900'000) << "it was cut";
}

TEST_F(BoardHardware, TheBoardClosesEverythingWhenNobodyIsThereAnyMore) {
  open();
  flush(5000);
  ASSERT_TRUE(becomes(kLeft, true));
  session->signal(SIGKILL);
  EXPECT_TRUE(becomes(kLeft, false));
  ASSERT_EQ(board->pulses(kLeft).size(), 1U);
  EXPECT_LT(board->pulses(kLeft)[0].length_us(), 1'900'000) << "it was cut";
}

// The same through the control API of `dyad serve`.
class BoardDaemon : public PtySession {
 protected:
  void start_daemon() {
    write_files();
    session = std::make_unique<Child>(
        folder / "daemon",
        std::vector<std::string>{"serve", "--rig", folder / "rig.json", "--data",
                                 folder / "data", "--listen", "127.0.0.1:0"});
    const std::string before = "listening on http://127.0.0.1:";
    ASSERT_TRUE(wait_for(kSoon, [&] {
      const std::string out = session->out();
      const std::size_t at = out.find(before);
      if (out.find('\n', at) == std::string::npos) return false;
      port_ = static_cast<std::uint16_t>(std::stoi(out.substr(at + before.size())));
      return true;
    })) << session->err();
  }
  gpio_sim::Answer post(const std::string& path, const Json& body) const {
    return http_call(port_, "POST", "/hardware" + path, body);
  }
  Json get(const std::string& path) const {
    return http_call(port_, "GET", "/hardware" + path).body;
  }
  bool line_becomes(const std::string& channel, bool active) const {
    return wait_for(kSoon, [&] { return get("")["lines"][channel] == active; });
  }

 private:
  std::uint16_t port_ = 0;
};

TEST_F(BoardDaemon, ShowsTheBoardsLinesAndGivesPulsesAndFlushes) {
  start_daemon();
  ASSERT_EQ(post("/open", Json::object()).status, 202);
  ASSERT_TRUE(line_becomes("poke_left", false)) << get("");
  board->level(board->now_ms(), kLeft, false);
  EXPECT_TRUE(line_becomes("poke_left", true)) << get("");
  const auto asked = post("/pulse", {{"channel", "valve_right"}, {"duration_ms", 10}});
  ASSERT_EQ(asked.status, 202) << asked.body;
  const std::string job = "/jobs/" + asked.body["job"].dump();
  ASSERT_TRUE(wait_for(kSoon, [&] { return get(job)["state"] == "done"; })) << get(job);
  ASSERT_EQ(board->pulses(kRight).size(), 1U);
  EXPECT_NEAR(get(job)["open_us"][0].get<double>(),
              static_cast<double>(board->pulses(kRight)[0].length_us()),
              off_by_us(10'000));
  const auto flush = post("/flush", {{"channels", {"valve_left"}}, {"lease_ms", 300}});
  ASSERT_EQ(flush.status, 201) << flush.body;
  ASSERT_TRUE(wait_for(kSoon, [&] { return board->pulses(kLeft).size() == 1; }));
  EXPECT_LE(board->pulses(kLeft)[0].length_us(), 300'000 + off_by_us(300'000));
  EXPECT_TRUE(line_becomes("valve_left", false));
}

}  // namespace
}  // namespace dyad::mcu_pty
