#include "dyad/device/gpio_device.hpp"

#include <gtest/gtest.h>

#include "device/fake_gpio.hpp"

namespace dyad::device {
namespace {

using Strings = std::vector<std::string>;

constexpr std::size_t kLeft = 0;
constexpr std::size_t kRight = 1;
constexpr ChannelIndex kLeftPoke = 0;
constexpr ChannelIndex kRightPoke = 1;
constexpr ChannelIndex kValve = 2;
constexpr ChannelIndex kCue = 3;

Time at(std::int64_t us) { return Time::from_us(us); }

config::Rig two_pokes() {
  const auto channel = [](const char* name, config::ChannelKind kind) {
    config::Channel made;
    made.name = name;
    made.kind = kind;
    made.debounce = {Duration::from_us(500), Duration::from_us(2000)};
    return made;
  };
  config::Rig rig;
  rig.devices = {{"pi", config::GpioDevice{"pinctrl-bcm2711"}}};
  rig.channels = {channel("left poke", config::ChannelKind::poke),
                  channel("right poke", config::ChannelKind::poke),
                  channel("left water", config::ChannelKind::reward_valve),
                  channel("cue", config::ChannelKind::cue_light)};
  return rig;
}

struct RecordingWatch final : OutputWatch {
  void opening(ChannelIndex channel, Time close_by) override {
    calls.push_back("opening " + std::to_string(channel) + " until " +
                    std::to_string(close_by.us()));
    chip_log_size = chip->log.size();
  }
  void closed(ChannelIndex channel) override {
    calls.push_back("closed " + std::to_string(channel));
  }
  void outputs_lost(SourceIndex) override { calls.emplace_back("lost"); }
  void outputs_replaced(SourceIndex, int, std::size_t lines) override {
    calls.push_back("replaced, " + std::to_string(lines) + " lines");
  }
  Strings calls;
  FakeChip* chip = nullptr;
  std::size_t chip_log_size = 0;
};

class GpioDeviceTest : public testing::Test {
 protected:
  void open() {
    auto opened = GpioDevice::open_with(rig, 0, ClockAnchor{}, clock,
                                        [this] { return open_fake(chip); });
    ASSERT_TRUE(opened.ok());
    device = std::move(*opened);
    watch.chip = &chip;
    device->set_output_watch(&watch);
  }
  void SetUp() override { open(); }

  void poll(std::int64_t us) {
    clock.time = at(us);
    device->poll(at(us), report);
  }
  Command pulse(Token token, ChannelIndex channel, std::int64_t us) {
    Command command;
    command.token = token;
    command.channel = channel;
    command.duration = Duration::from_us(us);
    return command;
  }
  Status actuate(const Command& command, std::int64_t us) {
    clock.time = at(us);
    return device->actuate(command, at(us));
  }

  config::Rig rig = two_pokes();
  TestClock clock;
  FakeChip chip{2, 2};
  RecordingWatch watch;
  std::unique_ptr<GpioDevice> device;
  Report report;
};

TEST_F(GpioDeviceTest, APokeIsReportedWithTheKernelsTimeOnceItHasHeld) {
  chip.edge(kLeft, 1000, true);
  poll(1100);
  EXPECT_TRUE(report.inputs.empty());
  const auto wake = device->next_wakeup();
  ASSERT_EQ(wake, at(1500) + GpioDevice::kDelivery);
  poll(wake->us());
  ASSERT_EQ(report.inputs.size(), 1U);
  EXPECT_EQ(report.inputs[0].time, at(1000));
  EXPECT_EQ(report.inputs[0].channel, kLeftPoke);
  EXPECT_EQ(report.inputs[0].uncertainty, GpioDevice::kStampUncertainty);
  EXPECT_TRUE(report.faults.empty());
}

TEST_F(GpioDeviceTest, TheWatermarkTrailsTheClockByTheKernelsDelivery) {
  poll(5000);
  EXPECT_EQ(device->watermark(), at(5000) - GpioDevice::kDelivery);
}

TEST_F(GpioDeviceTest, AnEdgeStampedBeforeItsDeliveryStillDecidesACandidate) {
  chip.edge(kLeft, 1000, true);
  poll(1550);  // C has passed, but an edge of 1490 may be under way
  EXPECT_TRUE(report.inputs.empty());
  chip.edge(kLeft, 1490, false);
  poll(9000);
  EXPECT_TRUE(report.inputs.empty());
}

TEST_F(GpioDeviceTest, ASubjectInThePortAtTheStartIsKnownAndNoEdge) {
  chip.levels[kLeft] = true;
  open();
  poll(10'000);
  EXPECT_TRUE(report.inputs.empty());
  chip.edge(kLeft, 20'000, false);
  poll(30'000);
  ASSERT_EQ(report.inputs.size(), 1U);
  EXPECT_FALSE(report.inputs[0].active);
}

TEST_F(GpioDeviceTest, AGapInALinesNumbersIsAFaultWithItsCount) {
  chip.edge(kLeft, 1000, true);
  chip.lose_edges(kLeft, 7);
  chip.edge(kLeft, 3000, true);
  poll(4000);
  ASSERT_EQ(report.faults.size(), 1U);
  EXPECT_EQ(report.faults[0].kind, FaultKind::events_lost);
  EXPECT_EQ(report.faults[0].count, 7U);
  EXPECT_EQ(report.faults[0].channel, kLeftPoke);
  EXPECT_EQ(report.faults[0].time, at(3000));
  ASSERT_EQ(report.inputs.size(), 1U);
  EXPECT_EQ(report.inputs[0].time, at(3000));
  EXPECT_TRUE(report.inputs[0].reconciled);
  std::vector<ChannelCounts> counts;
  device->counts(counts);
  EXPECT_EQ(counts,
            (std::vector<ChannelCounts>{{kLeftPoke, 0, 7}, {kRightPoke, 0, 0}}));
}

TEST_F(GpioDeviceTest, AMissedInterruptIsFoundByTheSecondHealthCheck) {
  chip.levels[kRight] = true;
  poll(100'000);
  EXPECT_TRUE(report.faults.empty());
  poll(200'000);
  ASSERT_EQ(report.faults.size(), 1U);
  EXPECT_EQ(report.faults[0].kind, FaultKind::events_lost);
  poll(210'000);
  ASSERT_EQ(report.inputs.size(), 1U);
  EXPECT_TRUE(report.inputs[0].active);
  EXPECT_TRUE(report.inputs[0].reconciled);
  EXPECT_GE(report.inputs[0].uncertainty, Duration::from_ms(100));
}

TEST_F(GpioDeviceTest, APulseSwitchesTheLineForItsLength) {
  ASSERT_TRUE(actuate(pulse(1, kValve, 40'000), 1000).ok());
  EXPECT_TRUE(chip.outputs[0]);
  EXPECT_EQ(device->next_wakeup(), at(41'000));
  poll(40'999);
  EXPECT_TRUE(chip.outputs[0]);
  poll(41'000);
  EXPECT_FALSE(chip.outputs[0]);
  ASSERT_EQ(report.actuations.size(), 1U);
  EXPECT_EQ(report.actuations[0],
            (Actuation{at(1000), 1, kValve, Duration::from_us(40'000),
                       ActuationStatus::done}));
}

TEST_F(GpioDeviceTest, TheWatchKnowsOfAnOpeningBeforeTheLineIsSwitched) {
  ASSERT_TRUE(actuate(pulse(1, kValve, 40'000), 1000).ok());
  EXPECT_EQ(watch.calls, Strings{"opening 2 until 41000"});
  EXPECT_EQ(watch.chip_log_size, 0U);
  poll(41'000);
  EXPECT_EQ(watch.calls.back(), "closed 2");
}

TEST_F(GpioDeviceTest, CloseOutputsCutsWhatRunsAndMayBeCalledAgain) {
  ASSERT_TRUE(actuate(pulse(1, kValve, 40'000), 1000).ok());
  ASSERT_TRUE(actuate(pulse(2, kCue, 40'000), 1000).ok());
  clock.time = at(11'000);
  device->close_outputs(at(11'000), report);
  EXPECT_EQ(chip.outputs, (std::vector<bool>{false, false}));
  ASSERT_EQ(report.actuations.size(), 2U);
  EXPECT_EQ(report.actuations[0].status, ActuationStatus::cut);
  EXPECT_EQ(report.actuations[0].duration, Duration::from_us(10'000));
  device->close_outputs(at(12'000), report);
  EXPECT_EQ(report.actuations.size(), 2U);
  EXPECT_EQ(chip.log.back(), "all off");
}

TEST_F(GpioDeviceTest, OutputsAreOffWhenTheDeviceIsClosed) {
  ASSERT_TRUE(actuate(pulse(1, kValve, 40'000), 1000).ok());
  device.reset();
  EXPECT_FALSE(chip.outputs[0]);
}

TEST_F(GpioDeviceTest, AVanishedChipIsOneFaultAndARunningPulseIsUnknown) {
  ASSERT_TRUE(actuate(pulse(1, kValve, 400'000), 1000).ok());
  chip.present = false;
  poll(100'000);
  EXPECT_TRUE(device->lost());
  ASSERT_EQ(report.faults.size(), 1U);
  EXPECT_EQ(report.faults[0].kind, FaultKind::device_lost);
  EXPECT_NE(report.faults[0].message.find("the chip is gone"), std::string::npos);
  ASSERT_EQ(report.actuations.size(), 1U);
  EXPECT_EQ(report.actuations[0].status, ActuationStatus::unknown);
  poll(150'000);
  EXPECT_EQ(report.faults.size(), 1U);
  EXPECT_EQ(device->watermark(), at(150'000));
  EXPECT_FALSE(actuate(pulse(2, kValve, 100), 160'000).ok());
  EXPECT_EQ(watch.calls.back(), "lost");
}

TEST_F(GpioDeviceTest, ALossIsDatedToWhenEveryInputWasStillKnown) {
  poll(50'000);
  const Time known = device->watermark();
  chip.present = false;
  poll(100'000);
  ASSERT_EQ(report.faults.size(), 1U);
  EXPECT_EQ(report.faults[0].time, known);
}

TEST_F(GpioDeviceTest, ALossWithACandidateUndecidedIsDatedToTheCandidate) {
  chip.edge(kLeft, 49'700, true);
  poll(50'000);
  chip.present = false;
  poll(100'000);
  ASSERT_EQ(report.faults.size(), 1U);
  EXPECT_EQ(report.faults[0].time, at(49'700));
}

TEST_F(GpioDeviceTest, ALossBeforeTheFirstPollIsDatedToTheStart) {
  chip.present = false;
  poll(1000);
  ASSERT_EQ(report.faults.size(), 1U);
  EXPECT_EQ(report.faults[0].time, Time());
}

TEST_F(GpioDeviceTest, AChipThatComesBackIsTakenUpWhereItsLinesAre) {
  chip.edge(kLeft, 1000, true);
  poll(50'000);
  report.clear();
  chip.present = false;
  poll(100'000);
  chip.present = true;
  chip.levels[kLeft] = false;
  poll(600'000);
  EXPECT_FALSE(device->lost());
  ASSERT_EQ(report.faults.size(), 2U);
  EXPECT_EQ(report.faults[1].kind, FaultKind::device_back);
  EXPECT_EQ(watch.calls.back(), "replaced, 2 lines");
  chip.edge(kRight, 650'000, true);
  poll(700'000);
  ASSERT_EQ(report.inputs.size(), 2U);
  EXPECT_FALSE(report.inputs[0].active);
  EXPECT_TRUE(report.inputs[0].reconciled);
  EXPECT_EQ(report.inputs[1].channel, kRightPoke);
  EXPECT_EQ(report.inputs[1].sequence, report.inputs[0].sequence + 1);
  EXPECT_TRUE(actuate(pulse(2, kValve, 100), 700'001).ok());
}

TEST_F(GpioDeviceTest, ACandidateNobodySawHoldIsNotReportedAfterALoss) {
  chip.edge(kLeft, 99'900, true);
  poll(99'950);
  chip.present = false;
  poll(100'000);
  chip.present = true;
  chip.levels[kLeft] = false;
  poll(600'000);
  poll(700'000);
  EXPECT_TRUE(report.inputs.empty());
}

TEST_F(GpioDeviceTest, ASwitchThatFailsIsAnErrorOfTheCommandAndLosesTheDevice) {
  chip.output_stuck = true;
  EXPECT_FALSE(actuate(pulse(1, kValve, 100), 1000).ok());
  EXPECT_LE(*device->next_wakeup(), at(1000));
  poll(1000);
  EXPECT_TRUE(device->lost());
  EXPECT_TRUE(report.actuations.empty());
  ASSERT_EQ(report.faults.size(), 1U);
}

TEST_F(GpioDeviceTest, ItsDescriptorOutlivesTheLines) {
  const int before = device->descriptors()[0];
  chip.present = false;
  poll(100'000);
  chip.present = true;
  poll(700'000);
  EXPECT_EQ(device->descriptors()[0], before);
}

TEST(GpioDeviceOpen, AChipThatIsNotThereIsAnErrorThatNamesIt) {
  config::Rig rig = two_pokes();
  rig.devices[0].kind = config::GpioDevice{"no-such-chip"};
  const TestClock clock;
  const auto opened = GpioDevice::open(rig, 0, ClockAnchor{}, clock);
  ASSERT_FALSE(opened.ok());
  EXPECT_NE(opened.error().text().find("GPIO device \"pi\""), std::string::npos);
  EXPECT_NE(opened.error().text().find("no-such-chip"), std::string::npos);
}

}  // namespace
}  // namespace dyad::device
