#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "dyad/server/doctor.hpp"
#include "server/fake_machine.hpp"

namespace dyad::server {
namespace {

constexpr const char* kPort =
    "/dev/serial/by-id/usb-Arduino__www.arduino.cc__0043_5573530313635190D0E1-if00";

std::string shipped(const std::string& name) {
  return std::string(DYAD_SOURCE_DIR) + "/rig-configs/rigs/" + name;
}

DoctorQuery about(const std::string& rig_path) {
  DoctorQuery query;
  query.rig_path = rig_path;
  return query;
}

class DoctorRig : public ::testing::Test {
 protected:
  FakeMachine machine_;
};

TEST_F(DoctorRig, AValidFileIsOkAndEveryProblemOfAnotherIsTold) {
  EXPECT_EQ(level(machine_, "rig-file", about(shipped("sim.json"))), Level::ok);
  machine_.write("/rig.json", R"({"format": "dyad-rig/1", "nmae": "x"})");
  const DoctorQuery query = about(machine_.place("/rig.json").string());
  const Finding found = finding(machine_, "rig-file", query);
  EXPECT_EQ(found.level, Level::fail);
  EXPECT_NE(found.detail.find("did you mean \"name\""), std::string::npos);
  EXPECT_NE(found.detail.find('\n'), std::string::npos);
  EXPECT_EQ(finding(machine_, "calibration", query).id, "");
}

TEST_F(DoctorRig, AFileThatIsNotThereFails) {
  EXPECT_EQ(level(machine_, "rig-file", about("/no/such/rig.json")), Level::fail);
}

TEST_F(DoctorRig, WithoutARigNothingIsSaidOfOne) {
  for (const char* id : {"rig-file", "calibration", "serial-ports", "firmware"}) {
    EXPECT_EQ(finding(machine_, id).id, "") << id;
  }
}

TEST_F(DoctorRig, ChipsMatterToARigOnGpioLines) {
  const DoctorQuery gpio_rig = about(shipped("pi-gpio-two-pokes.json"));
  const DoctorQuery sim_rig = about(shipped("sim.json"));
  EXPECT_EQ(level(machine_, "gpio", gpio_rig), Level::ok);
  machine_.forbidden = {"/dev/gpiochip0"};
  EXPECT_EQ(level(machine_, "gpio", sim_rig), Level::warn);
  const Finding closed = finding(machine_, "gpio", gpio_rig);
  EXPECT_EQ(closed.level, Level::fail);
  EXPECT_NE(closed.detail.find("alice (groups alice, video)"), std::string::npos);
  EXPECT_NE(closed.remedy.find("-aG gpio"), std::string::npos);
  machine_.forbidden = {};
  machine_.remove("/dev/gpiochip0");
  EXPECT_EQ(level(machine_, "gpio", gpio_rig), Level::fail);
  EXPECT_EQ(level(machine_, "gpio", sim_rig), Level::ok);
  EXPECT_EQ(level(machine_, "gpio"), Level::ok);
}

TEST_F(DoctorRig, ASimulatedValveNeedsNoMeasuring) {
  EXPECT_EQ(level(machine_, "calibration", about(shipped("sim.json"))), Level::ok);
}

TEST_F(DoctorRig, TwoValvesOfOneTableWereHardlyMeasured) {
  const Finding found =
      finding(machine_, "calibration", about(shipped("uno-two-pokes.json")));
  EXPECT_EQ(found.level, Level::warn);
  EXPECT_NE(found.detail.find("valve_left and valve_right"), std::string::npos);
}

constexpr const char* kRigOfTwoValves = R"({"format": "dyad-rig/1", "name": "two",
  "subjects": ["left", "right"],
  "devices": {"pi": {"kind": "gpio", "chip": "pinctrl-rp1"}},
  "channels": {
    "poke_left": {"kind": "poke", "subject": "left", "device": "pi", "line": 1},
    "poke_right": {"kind": "poke", "subject": "right", "device": "pi", "line": 2},
    "valve_left": {"kind": "reward_valve", "subject": "left", "device": "pi", "line": 3,
      "max_open_ms": 100, "budget_ms_per_min": 3000, "calibration": [LEFT]},
    "valve_right": {"kind": "reward_valve", "subject": "right", "device": "pi",
      "line": 4, "max_open_ms": 100, "budget_ms_per_min": 3000,
      "calibration": [RIGHT]}}})";

TEST_F(DoctorRig, MeasuredValvesAreOkAndOneRowIsAGuess) {
  const auto with = [this](const std::string& left, const std::string& right) {
    std::string rig = kRigOfTwoValves;
    rig.replace(rig.find("LEFT"), 4, left);
    rig.replace(rig.find("RIGHT"), 5, right);
    machine_.write("/rig.json", rig);
    const DoctorQuery query = about(machine_.place("/rig.json").string());
    EXPECT_EQ(finding(machine_, "rig-file", query).detail, "\"two\" is valid");
    return level(machine_, "calibration", query);
  };
  const std::string row = R"({"open_ms": 20, "ul": 2})";
  EXPECT_EQ(with(row + R"(, {"open_ms": 40, "ul": 4.1})",
                 row + R"(, {"open_ms": 40, "ul": 4.3})"),
            Level::ok);
  EXPECT_EQ(with(row + R"(, {"open_ms": 40, "ul": 4.1})", row), Level::warn);
}

TEST_F(DoctorRig, APortIsThereMayBeUsedAndIsFree) {
  const DoctorQuery query = about(shipped("uno-two-pokes.json"));
  EXPECT_EQ(level(machine_, "serial-ports", query), Level::fail);  // not there
  machine_.write(kPort, "");
  EXPECT_EQ(level(machine_, "serial-ports", query), Level::ok);
  machine_.holders[kPort] = "minicom (process 12)";
  EXPECT_EQ(level(machine_, "serial-ports", query), Level::warn);
  machine_.forbidden = {kPort};
  const Finding found = finding(machine_, "serial-ports", query);
  EXPECT_EQ(found.level, Level::fail);
  EXPECT_NE(found.remedy.find("-aG dialout"), std::string::npos);
}

// Its opening would reset a board in the middle of a session.
TEST_F(DoctorRig, OnlyABoardWhosePortIsFreeIsAsked) {
  DoctorQuery query = about(shipped("uno-two-pokes.json"));
  int asked = 0;
  query.ask_board = [&asked](const config::Rig& rig, SourceIndex board) {
    ++asked;
    return Finding{"firmware", Level::ok, rig.devices[board].name, "answers", ""};
  };
  EXPECT_EQ(level(machine_, "firmware", query), Level::warn);
  machine_.write(kPort, "");
  machine_.forbidden = {kPort};
  EXPECT_EQ(level(machine_, "firmware", query), Level::warn);
  machine_.forbidden = {};
  machine_.holders[kPort] = "dyad (process 12)";
  const Finding busy = finding(machine_, "firmware", query);
  EXPECT_EQ(busy.level, Level::warn);
  EXPECT_NE(busy.detail.find("dyad (process 12)"), std::string::npos);
  EXPECT_EQ(asked, 0);
  machine_.holders.clear();
  EXPECT_EQ(finding(machine_, "firmware", query).detail, "answers");
  EXPECT_EQ(asked, 1);
}

TEST_F(DoctorRig, ARigWithoutABoardAsksNone) {
  DoctorQuery query = about(shipped("sim.json"));
  query.ask_board = [](const config::Rig&, SourceIndex) -> Finding { std::abort(); };
  EXPECT_EQ(finding(machine_, "firmware", query).id, "");
  EXPECT_EQ(finding(machine_, "serial-ports", query).id, "");
}

}  // namespace
}  // namespace dyad::server
