#include <algorithm>

#include "dyad/config/mcu_lines.hpp"
#include "support.hpp"

namespace dyad::config {
namespace {

using test::good_rig;
using test::rig_problems;
using test::with;

Document rig_file(const std::string& name) {
  Problems problems;
  const auto document =
      read_document(DYAD_SOURCE_DIR "/rig-configs/rigs/" + name + ".json", problems);
  EXPECT_TRUE(document) << test::text_of(problems);
  return document ? *document : Document{};
}

Document mixed_rig() { return rig_file("mixed-uno-pokes-pi-valves"); }
Document uno_rig() { return rig_file("uno-two-pokes"); }

const McuDevice& board(const Rig& rig) {
  return std::get<McuDevice>(rig.devices.at(0).kind);
}

TEST(McuRig, ReadsTheBoard) {
  const Rig rig = good_rig(mixed_rig());
  EXPECT_EQ(rig.devices[0].name, "uno");
  EXPECT_EQ(board(rig).port,
            "/dev/serial/by-id/usb-Arduino__www.arduino.cc__0043_5573530313635190D0E1-"
            "if00");
  EXPECT_FALSE(board(rig).reflex);
  EXPECT_FALSE(rig.simulated());
}

TEST(McuRig, ResolvesTheSyncChannelThatIsReadAfterTheBoard) {
  const Rig rig = good_rig(mixed_rig());
  EXPECT_EQ(board(rig).sync_channel, rig.find_channel("uno_sync"));
  EXPECT_EQ(board(good_rig(uno_rig())).sync_channel, kNoChannel);
}

TEST(McuRig, ReadsLinesWiringAndReflex) {
  const Rig rig = good_rig(with(uno_rig(), "/devices/uno/reflex", "true"));
  const Channel& poke = rig.channels.at(rig.find_channel("poke_right").value());
  EXPECT_EQ(poke.line, Line("in1"));
  EXPECT_TRUE(poke.active_low);
  EXPECT_EQ(poke.bias, Bias::pull_up);
  EXPECT_TRUE(board(rig).reflex);
}

// The board itself is what cannot be read: what its channels may be is not known.
TEST(McuRig, SaysNothingOfTheLinesOfADeviceOfUnknownKind) {
  const std::string problems =
      rig_problems(with(uno_rig(), "/devices/uno/kind", "\"mcuu\""));
  EXPECT_NE(problems.find("did you mean \"mcu\"?"), std::string::npos) << problems;
  EXPECT_EQ(problems.find("/channels/"), std::string::npos) << problems;
}

TEST(McuRig, SaysNothingOfASyncChannelThatCannotBeReadItself) {
  const std::string problems =
      rig_problems(with(mixed_rig(), "/channels/uno_sync/device", "\"pie\""));
  EXPECT_NE(problems.find("did you mean \"pi\"?"), std::string::npos) << problems;
  EXPECT_EQ(problems.find("sync_channel"), std::string::npos) << problems;
}

TEST(McuRig, ListsEveryProblemOfABoardAtOnce) {
  Document document = with(mixed_rig(), "/devices/uno/port", "\"ttyACM0\"");
  document = with(document, "/devices/uno/reflex", "true");
  document = with(document, "/channels/poke_left/line", "\"in9\"");
  document = with(document, "/channels/poke_left/bias", "\"pull_down\"");
  document = with(document, "/channels/poke_right/log_raw_edges", "true");
  document = with(document, "/channels/uno_sync/debounce", R"({"confirm_us":1})");
  const std::string problems = rig_problems(document);
  EXPECT_EQ(std::count(problems.begin(), problems.end(), '\n'), 6) << problems;
}

TEST(McuLines, OfInputsAndOutputsHaveTheirNumbers) {
  EXPECT_EQ(mcu_line_number("in0", false), 0U);
  EXPECT_EQ(mcu_line_number("in5", false), 5U);
  EXPECT_EQ(mcu_line_number("out0", true), 0U);
  EXPECT_EQ(mcu_line_number("out7", true), 7U);
}

TEST(McuLines, HaveNoOtherNames) {
  for (const char* name : {"in6", "out0", "in", "in00", "IN0", "in0 ", ""}) {
    EXPECT_EQ(mcu_line_number(name, false), std::nullopt) << name;
  }
  for (const char* name : {"out8", "in0", "out", "out-1"}) {
    EXPECT_EQ(mcu_line_number(name, true), std::nullopt) << name;
  }
  EXPECT_EQ(mcu_line_number(Line(0U), false), std::nullopt);
  EXPECT_EQ(mcu_line_number(Line(), true), std::nullopt);
}

TEST(McuLines, OfValvesAndLasersAreThoseTheBoardLimits) {
  const std::vector<std::string> limited{"out0", "out1", "out2", "out3"};
  EXPECT_EQ(mcu_line_names(ChannelKind::reward_valve), limited);
  EXPECT_EQ(mcu_line_names(ChannelKind::laser_gate), limited);
  EXPECT_EQ(mcu_line_names(ChannelKind::cue_light).size(), kMcuOutputs);
  EXPECT_EQ(mcu_line_names(ChannelKind::lever).size(), kMcuInputs);
}

}  // namespace
}  // namespace dyad::config
