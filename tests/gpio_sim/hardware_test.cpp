#include <csignal>
#include <fstream>

#include "gpio_sim/control_socket.hpp"
#include "gpio_sim/live_session.hpp"

namespace dyad::gpio_sim {
namespace {

constexpr milliseconds kBound{100};

// `dyad hardware` on real lines.
class Hardware : public LiveSession {
 protected:
  void open() {
    std::ofstream(folder / "rig.json") << rig.dump(2);
    dyad = std::make_unique<Child>(
        folder / "hardware",
        std::vector<std::string>{"hardware", "--rig", folder / "rig.json", "--control",
                                 daemon.descriptor()});
    daemon.started();
    ASSERT_TRUE(hears(R"({"say":"open"})"));
  }
  bool hears(const std::string& words) {
    return wait_for(kSoon,
                    [&] { return daemon.heard().find(words) != std::string::npos; });
  }
  void flush(milliseconds lease) {
    daemon.send(R"({"do":"flush","lease":1,"channels":["valve_left"],"lease_us":)" +
                std::to_string(lease.count() * 1000) + "}");
  }
  // However it was to go on, the valve is closed, and stays so.
  void expect_closed_for_good() {
    EXPECT_TRUE(becomes_closed("left", kBound));
    EXPECT_FALSE(wait_for(milliseconds(300), [&] { return valve_open("left"); }));
  }

  ControlSocket daemon;
};

TEST_F(Hardware, SaysHowTheLinesAreFromTheStartAndWhenTheyChange) {
  // A bias of the request would move the simulated line.
  rig["channels"]["poke_left"]["bias"] = "as_is";
  chip.pull("poke-left", false);  // active low: somebody is in
  open();
  EXPECT_TRUE(hears(R"("poke_left":true,"poke_right":false)")) << daemon.heard();
  chip.pull("poke-left", true);
  EXPECT_TRUE(hears(R"({"say":"lines","lines":{"poke_left":false}})"));
  chip.pull("poke-right", false);
  EXPECT_TRUE(hears(R"({"say":"lines","lines":{"poke_right":true}})"));
}

TEST_F(Hardware, MovesTheLineForAsLongAsItSays) {
  open();
  daemon.send(
      R"({"do":"pulse","job":5,"channel":"valve_left","duration_us":300000,"count":1,"gap_us":0})");
  EXPECT_TRUE(becomes_open("left"));
  EXPECT_TRUE(becomes_closed("left"));
  EXPECT_TRUE(hears(R"({"say":"pulse","job":5,"done":1,"of":1,"open_us":30)"));
  EXPECT_TRUE(hears(R"("status":"done"})"));
  EXPECT_TRUE(hears(R"({"say":"job","job":5,"state":"done","detail":""})"));
}

TEST_F(Hardware, AFlushWhoseLeaseIsNotRenewedCloses) {
  open();
  keep_lines_driven();
  flush(milliseconds(400));
  ASSERT_TRUE(becomes_open("left"));
  EXPECT_TRUE(hears(R"({"say":"unflushed","lease":1,"reason":"expired")"));
  expect_closed_for_good();
}

TEST_F(Hardware, ARenewedFlushIsOpenForLongerThanAPulseMayBe) {
  rig["channels"]["valve_left"]["max_open_ms"] = 100;
  open();
  flush(milliseconds(600));
  ASSERT_TRUE(becomes_open("left"));
  EXPECT_TRUE(becomes_closed("left", milliseconds(5000)));
  EXPECT_TRUE(becomes_open("left"));  // the next pulse
  flush(milliseconds(5000));
  EXPECT_FALSE(wait_for(milliseconds(700), [&] {
    return daemon.heard().find("unflushed") != std::string::npos;
  }));
  daemon.send(R"({"do":"unflush","lease":1})");
  EXPECT_TRUE(hears(R"({"say":"unflushed","lease":1,"reason":"released")"));
  expect_closed_for_good();
}

TEST_F(Hardware, AFlushThatIsLetGoOfLeavesAnotherValvesPulseWhole) {
  rig["channels"]["valve_left"]["max_open_ms"] = 600;
  open();
  daemon.send(
      R"({"do":"pulse","job":5,"channel":"valve_right","duration_us":300000,"count":1,"gap_us":0})");
  flush(milliseconds(5000));
  ASSERT_TRUE(becomes_open("left") && becomes_open("right"));
  daemon.send(R"({"do":"unflush","lease":1})");
  EXPECT_TRUE(hears(R"({"say":"unflushed","lease":1,"reason":"released")"));
  EXPECT_TRUE(hears(R"({"say":"pulse","job":5,"done":1,"of":1,"open_us":30)"));
  EXPECT_TRUE(hears(R"({"say":"job","job":5,"state":"done","detail":""})"));
  EXPECT_TRUE(becomes_closed("left"));
  expect_closed_for_good();
}

TEST_F(Hardware, EverythingClosesWithTheDaemonsEnd) {
  open();
  keep_lines_driven();
  flush(milliseconds(5000));
  ASSERT_TRUE(becomes_open("left"));
  daemon.hang_up();
  expect_closed_for_good();
  expect_exit(0);
  EXPECT_EQ(processes_named("dyad-guard"), 0);
}

TEST_F(Hardware, EverythingClosesWhenItIsKilled) {
  open();
  keep_lines_driven();
  flush(milliseconds(5000));
  ASSERT_TRUE(becomes_open("left"));
  dyad->signal(SIGKILL);
  expect_closed_for_good();
}

TEST_F(Hardware, EverythingClosesOnATerminationSignal) {
  open();
  keep_lines_driven();
  flush(milliseconds(5000));
  ASSERT_TRUE(becomes_open("left"));
  stop(SIGTERM, 0);
  expect_closed_for_good();
}

}  // namespace
}  // namespace dyad::gpio_sim
