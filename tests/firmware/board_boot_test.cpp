#include <gtest/gtest.h>

#include "firmware/bench.hpp"

namespace dyad::firmware_test {
namespace {

using dyad_firmware::ResetCause;

class BoardBoot : public ::testing::Test {
 protected:
  // Asks without a link of its own, until there is an answer.
  Bytes ask(unsigned major = dyad_firmware::kProtocolMajor, unsigned link = 0) {
    const std::size_t had = bench_.host().hellos().size();
    bench_.host().send(MessageType::hello_request, 0,
                       Payload().u8(major).u8(0).u16(link));
    EXPECT_TRUE(bench_.run_until([&] { return bench_.host().hellos().size() > had; }));
    return bench_.host().hellos().back().payload;
  }
  std::uint32_t boot_id() { return u32_at(ask(), 10); }
  unsigned cause() { return ask()[4]; }

  Bench bench_{DYAD_FIRMWARE_ELF};
};

TEST_F(BoardBoot, SaysHelloToWhoeverAsks) {
  bench_.run_ms(50);
  ASSERT_TRUE(bench_.connect(77));
  const Bytes hello = bench_.host().hellos().back().payload;
  ASSERT_EQ(hello.size(), 54U);
  EXPECT_EQ(hello[0], dyad_firmware::kProtocolMajor);
  EXPECT_EQ(hello[1], dyad_firmware::kProtocolMinor);
  EXPECT_EQ(hello[2], static_cast<unsigned>(dyad_firmware::BoardKind::uno));
  EXPECT_EQ(hello[3], 0U) << "unconfigured";
  EXPECT_EQ(hello[4], static_cast<unsigned>(ResetCause::power_on));
  EXPECT_EQ(hello[5], 0U) << "no reason";
  EXPECT_EQ(u32_at(hello, 6), dyad_firmware::kTicksPerSecond);
  EXPECT_EQ(u32_at(hello, 10), 1U) << "boot id of a new EEPROM";
  EXPECT_EQ(u16_at(hello, 20), 0U) << "no token yet";
  EXPECT_EQ(u16_at(hello, 22), 77U) << "the link";
  EXPECT_EQ(u16_at(hello, 24), 1U) << "the next event";
  EXPECT_EQ(hello[26], dyad_firmware::kInputs);
  EXPECT_EQ(hello[27], dyad_firmware::kOutputs);
  EXPECT_EQ(u16_at(hello, 28), dyad_firmware::cap_ms(0));
  EXPECT_EQ(u16_at(hello, 42), dyad_firmware::cap_ms(7));
  EXPECT_EQ(u16_at(hello, 44), dyad_firmware::min_off_ms(0));
  EXPECT_EQ(u16_at(hello, 46), dyad_firmware::budget_ms(0));
  EXPECT_EQ(u16_at(hello, 48), dyad_firmware::kFlushLease_ms);
  EXPECT_EQ(u16_at(hello, 50), dyad_firmware::kFlushCap_ms);
  EXPECT_EQ(u16_at(hello, 52), dyad_firmware::kHostSilence_ms);
}

TEST_F(BoardBoot, EachBootHasItsOwnNumberAndKnowsItsCause) {
  bench_.run_ms(20);
  EXPECT_EQ(boot_id(), 1U);
  EXPECT_EQ(cause(), static_cast<unsigned>(ResetCause::power_on));
  bench_.board().reset();
  bench_.run_ms(20);
  EXPECT_EQ(boot_id(), 2U);
  EXPECT_EQ(cause(), static_cast<unsigned>(ResetCause::external));
  bench_.board().hang();
  bench_.run_ms(200);
  EXPECT_EQ(boot_id(), 3U);
  EXPECT_EQ(cause(), static_cast<unsigned>(ResetCause::watchdog));
  bench_.board().power_off();
  bench_.run_ms(20);
  bench_.board().power_on();
  bench_.run_ms(20);
  EXPECT_EQ(boot_id(), 4U);
  EXPECT_EQ(cause(), static_cast<unsigned>(ResetCause::power_on));
}

TEST_F(BoardBoot, TellsItsBootUnasked) {
  bench_.run_ms(20);
  EXPECT_EQ(bench_.host().hellos().size(), 1U);
  ASSERT_TRUE(bench_.start_all());
  const std::size_t had = bench_.host().hellos().size();
  bench_.board().reset();
  bench_.run_ms(20);
  ASSERT_GT(bench_.host().hellos().size(), had);
  EXPECT_EQ(u16_at(bench_.host().hellos().back().payload, 22), 0U) << "no link";
}

TEST_F(BoardBoot, OutputsFloatUntilConfigured) {
  bench_.run_ms(20);
  ASSERT_TRUE(bench_.connect());
  bench_.pulse(1, 0, 5000);
  ASSERT_TRUE(bench_.settle());
  EXPECT_TRUE(bench_.board().output_changes().empty());
  bench_.configure_output(7,
                          dyad_firmware::kFlagEnabled | dyad_firmware::kFlagActiveLow);
  ASSERT_TRUE(bench_.settle());
  EXPECT_TRUE(bench_.board().active(7)) << "driven high, which is its inactive level";
  bench_.board().reset();
  bench_.run_ms(20);
  EXPECT_FALSE(bench_.board().active(7)) << "floats again";
}

TEST_F(BoardBoot, AnswersAnUnknownVersionAndDoesNothingElse) {
  ASSERT_TRUE(bench_.start_all());
  bench_.pulse(1, 4, 500 * kMs);
  ASSERT_TRUE(bench_.settle());
  ASSERT_TRUE(bench_.board().active(4));
  const Bytes hello = ask(dyad_firmware::kProtocolMajor + 1, 99);
  EXPECT_EQ(hello[0], dyad_firmware::kProtocolMajor);
  EXPECT_EQ(u16_at(hello, 22), 1U) << "the link is the one before";
  EXPECT_TRUE(bench_.board().active(4)) << "a new link would have closed it";
  EXPECT_EQ(bench_.state(), 1U);
  ask(dyad_firmware::kProtocolMajor, 2);
  EXPECT_FALSE(bench_.board().active(4)) << "as this one does";
}

TEST_F(BoardBoot, StartsOnlyForTheRightBootAndConfiguration) {
  ASSERT_TRUE(bench_.connect());
  bench_.configure_input(0, 1000, 1000);
  const std::uint32_t boot = bench_.boot_id();
  bench_.host().command(MessageType::start, Payload().u32(boot + 1).u16(0));
  bench_.host().command(MessageType::start, Payload().u32(boot).u16(0x1234));
  ASSERT_TRUE(bench_.settle());
  EXPECT_EQ(bench_.state(), 0U);
  EXPECT_EQ(bench_.count(EventKind::refused), 2U);
  bench_.start();
  ASSERT_TRUE(bench_.settle());
  EXPECT_EQ(bench_.state(), 1U);
}

}  // namespace
}  // namespace dyad::firmware_test
