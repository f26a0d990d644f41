#include "support.hpp"

namespace dyad::config {
namespace {

using test::good_rig;
using test::parsed;
using test::rig_problems;
using test::with;

Rig small_rig() { return good_rig(parsed(test::kSmallRig)); }

const Channel& channel(const Rig& rig, const char* name) {
  return rig.channels.at(rig.find_channel(name).value());
}

TEST(ReadRig, KeepsTheOrderOfTheFile) {
  const Rig rig = small_rig();
  EXPECT_EQ(rig.seats, (std::vector<std::string>{"left", "right"}));
  ASSERT_EQ(rig.devices.size(), 2U);
  EXPECT_EQ(rig.devices[0], (Device{"pi", GpioDevice{"pinctrl-rp1"}}));
  EXPECT_EQ(rig.devices[1], (Device{"sim", SimDevice{}}));
  ASSERT_EQ(rig.channels.size(), 5U);
  EXPECT_EQ(rig.channels[0].name, "poke_left");
  EXPECT_EQ(rig.channels[4].name, "light");
}

TEST(ReadRig, ResolvesNamesOfSeatsAndDevices) {
  const Rig rig = small_rig();
  EXPECT_EQ(channel(rig, "valve_right").subject, 1);
  EXPECT_EQ(channel(rig, "valve_right").device, 1);
  EXPECT_EQ(channel(rig, "light").subject, kNoSubject);
  EXPECT_EQ(channel(rig, "light").device, 0);
}

TEST(ReadRig, KnowsWhereACalibrationComesFromAndHowOldItMayBe) {
  const Rig plain = small_rig();
  EXPECT_FALSE(plain.calibration_max_age_days);
  EXPECT_EQ(channel(plain, "valve_left").valve.calibration_record, "");
  auto document = with(parsed(test::kSmallRig), "/calibration_max_age_days", "30");
  document = with(std::move(document), "/channels/valve_left/calibration_record",
                  "\"20261124T100405Z\"");
  const Rig rig = good_rig(document);
  EXPECT_EQ(rig.calibration_max_age_days, 30U);
  EXPECT_EQ(channel(rig, "valve_left").valve.calibration_record, "20261124T100405Z");
  EXPECT_EQ(channel(rig, "valve_right").valve.calibration_record, "");
}

TEST(ReadRig, TakesLinesByNameOrOffset) {
  const Rig rig = small_rig();
  EXPECT_EQ(channel(rig, "poke_left").line, Line("GPIO17"));
  EXPECT_EQ(channel(rig, "valve_left").line, Line(22U));
  EXPECT_EQ(channel(rig, "poke_right").line, Line());
}

TEST(ReadRig, ReadsVolumesAndTimesExactly) {
  const Valve valve = channel(small_rig(), "valve_left").valve;
  EXPECT_EQ(valve.calibration,
            (std::vector<CalibrationPoint>{{Duration::from_ms(20), 2'100},
                                           {Duration::from_ms(40), 5'000}}));
  EXPECT_EQ(valve.max_open, Duration::from_ms(200));
  EXPECT_EQ(valve.budget_open, Duration::from_s(3));
}

// 0.001 to 999.999: products with 1000.0 would be off for many of these.
TEST(ReadRig, ReadsEveryThousandthAsItStands) {
  for (unsigned nl = 1; nl < 1'000'000; nl += 997) {
    std::string digits = std::to_string(1'000'000 + nl).substr(1);
    digits.insert(3, 1, '.');
    digits.erase(0, std::min(digits.find_first_not_of('0'), std::size_t{2}));
    if (digits[0] == '.') digits.insert(0, 1, '0');
    const Rig rig =
        good_rig(with(parsed(test::kSmallRig), "/channels/valve_right/calibration",
                      ("[{\"open_ms\":20,\"ul\":" + digits + "}]").c_str()));
    ASSERT_EQ(channel(rig, "valve_right").valve.calibration[0].volume_nl, nl) << digits;
  }
}

TEST(ReadRig, DebouncesEachKindOfInputAsDocumented) {
  const auto debounce = [](const char* kind) {
    const Rig rig = good_rig(with(
        parsed(test::kSmallRig), "/channels/extra",
        (std::string(R"({"device":"sim","subject":"left","kind":")") + kind + "\"}")
            .c_str()));
    return channel(rig, "extra").debounce;
  };
  const Debounce optical{Duration::from_us(500), Duration::from_ms(2)};
  const Debounce lever{Duration::from_ms(3), Duration::from_ms(10)};
  EXPECT_EQ(debounce("poke"), optical);
  EXPECT_EQ(debounce("zone"), optical);
  EXPECT_EQ(debounce("lick"), optical);
  EXPECT_EQ(debounce("lever"), lever);
  EXPECT_EQ(debounce("frame"), Debounce());
  EXPECT_EQ(debounce("generic"), Debounce());
}

TEST(ReadRig, TakesTheDefaultForTheHalfOfDebounceThatIsNotGiven) {
  const Rig rig = good_rig(
      with(parsed(test::kSmallRig), "/channels/poke_left/debounce/confirm_us", "0"));
  EXPECT_EQ(channel(rig, "poke_left").debounce, (Debounce{{}, Duration::from_ms(2)}));
}

TEST(ReadRig, ReadsPolarityBiasAndRawEdges) {
  Document document = parsed(test::kSmallRig);
  EXPECT_FALSE(channel(good_rig(document), "poke_left").active_low);
  document = with(document, "/channels/poke_left/active", "\"low\"");
  document = with(document, "/channels/poke_left/bias", "\"pull_down\"");
  document = with(document, "/channels/poke_left/log_raw_edges", "true");
  document = with(document, "/channels/light/active", "\"low\"");
  const Rig rig = good_rig(document);
  EXPECT_TRUE(channel(rig, "poke_left").active_low);
  EXPECT_EQ(channel(rig, "poke_left").bias, Bias::pull_down);
  EXPECT_TRUE(channel(rig, "poke_left").log_raw_edges);
  EXPECT_TRUE(channel(rig, "light").active_low);
}

TEST(ReadRig, ReadsAWaiter) {
  const Rig rig = good_rig(with(parsed(test::kSmallRig), "/devices/sim/mice/right", R"({
      "behaviour": "waiter", "mean_interval_ms": 30000, "hold_ms": 150.5,
      "reaction_min_ms": 150, "reaction_mean_ms": 400, "respond_percent": 90.5})"));
  const VirtualMouse expected{.subject = 1,
                              .behaviour = Behaviour::waiter,
                              .mean_interval = Duration::from_s(30),
                              .hold = Duration::from_us(150'500),
                              .reaction_min = Duration::from_ms(150),
                              .reaction_mean = Duration::from_ms(400),
                              .respond_permille = 905};
  EXPECT_EQ(rig.devices[1].kind, (decltype(Device::kind)(SimDevice{{expected}})));
}

TEST(ReadRig, RefusesAnUnknownSeatOnceAndSaysWhichIsMeant) {
  EXPECT_EQ(rig_problems(with(parsed(test::kSmallRig), "/channels/poke_left/subject",
                              "\"lfet\"")),
            "test.json:10:47: /channels/poke_left/subject: \"lfet\"; expected one of "
            "\"left\", \"right\"; did you mean \"left\"?\n");
}

TEST(ReadRig, PointsAtTheNameOfAnUnknownMember) {
  EXPECT_EQ(
      rig_problems(parsed(R"({
  "format": "dyad-rig/1", "name": "x", "subjects": ["left", "right"],
  "devices": {"s": {"kind": "sim", "mise": {}}}, "channels": {}})")),
      "test.json:3:36: /devices/s/mise: the unknown member \"mise\"; expected one "
      "of \"kind\", \"mice\", \"notes\"; did you mean \"mice\"?\n"
      "test.json:3:62: /channels: an object with no members; expected an object with 1 "
      "to 64 "
      "channels\n");
}

TEST(ReadRig, RefusesADocumentWithDefects) {
  std::string text = test::kSmallRig;
  text.insert(text.find("\"name\""), "\"name\": \"first\", ");
  EXPECT_NE(rig_problems(parsed(text)).find("\"name\" a second time"),
            std::string::npos);
}

}  // namespace
}  // namespace dyad::config
