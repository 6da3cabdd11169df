//! Cookie dates, parsed as leniently as browsers do (RFC 6265bis section 5.1.1).

use time::{Date, Month, OffsetDateTime, Time};

/// The moment that a cookie's `Expires` attribute names, or `None` if it names none.
pub fn parse(text: &str) -> Option<OffsetDateTime> {
    let (mut clock, mut day, mut month, mut year) = (None, None, None, None);
    for token in text.split(is_delimiter).filter(|token| !token.is_empty()) {
        if clock.is_none()
            && let Some(found) = clock_of(token)
        {
            clock = Some(found);
        } else if day.is_none()
            && let Some(found) = number(token, 1, 2)
        {
            day = Some(found);
        } else if month.is_none()
            && let Some(found) = month_of(token)
        {
            month = Some(found);
        } else if year.is_none()
            && let Some(found) = number(token, 2, 4)
        {
            year = Some(found);
        }
    }
    let year = match year? {
        short @ 0..=69 => short + 2000,
        short @ 70..=99 => short + 1900,
        long => long,
    };
    if year < 1601 {
        return None;
    }
    let (hour, minute, second) = clock?;
    let date = Date::from_calendar_date(i32::try_from(year).ok()?, month?, u8::try_from(day?).ok()?).ok()?;
    let time = Time::from_hms(u8::try_from(hour).ok()?, u8::try_from(minute).ok()?, u8::try_from(second).ok()?).ok()?;
    Some(date.with_time(time).assume_utc())
}

fn is_delimiter(c: char) -> bool {
    matches!(c, '\t' | ' '..='/' | ';'..='@' | '['..='`' | '{'..='~')
}

/// The number that a token starts with, if it has that many digits and no digit follows.
fn number(token: &str, least: usize, most: usize) -> Option<u32> {
    let digits = token.bytes().take_while(u8::is_ascii_digit).count();
    if (least..=most).contains(&digits) { token[..digits].parse().ok() } else { None }
}

fn clock_of(token: &str) -> Option<(u32, u32, u32)> {
    let mut parts = token.splitn(3, ':');
    let (hour, minute, second) = (parts.next()?, parts.next()?, parts.next()?);
    let whole = |part: &str| if part.bytes().all(|b| b.is_ascii_digit()) { number(part, 1, 2) } else { None };
    Some((whole(hour)?, whole(minute)?, number(second, 1, 2)?))
}

fn month_of(token: &str) -> Option<Month> {
    const MONTHS: [(&str, Month); 12] = [
        ("jan", Month::January),
        ("feb", Month::February),
        ("mar", Month::March),
        ("apr", Month::April),
        ("may", Month::May),
        ("jun", Month::June),
        ("jul", Month::July),
        ("aug", Month::August),
        ("sep", Month::September),
        ("oct", Month::October),
        ("nov", Month::November),
        ("dec", Month::December),
    ];
    let start = token.get(..3)?;
    MONTHS.iter().find(|(name, _)| start.eq_ignore_ascii_case(name)).map(|(_, month)| *month)
}

#[cfg(test)]
mod tests {
    use super::{OffsetDateTime, parse};

    fn seconds(text: &str) -> Option<i64> {
        parse(text).map(OffsetDateTime::unix_timestamp)
    }

    #[test]
    fn every_usual_spelling() {
        for text in [
            "Thu, 01 Jan 1970 00:00:10 GMT",
            "Thursday, 01-Jan-70 00:00:10 GMT",
            "Thu Jan  1 00:00:10 1970",
            "1 jan 1970 00:00:10",
            "Thu, 1 Jan 1970 0:0:10 GMT",
            "Thu, 01 Jan 1970 00:00:10 +0000",
            "01/January/1970 00:00:10",
        ] {
            assert_eq!(seconds(text), Some(10), "{text}");
        }
    }

    #[test]
    fn two_digit_years_turn_at_seventy() {
        assert_eq!(parse("1 jan 69 0:0:0").map(OffsetDateTime::year), Some(2069));
        assert_eq!(parse("1 jan 70 0:0:0").map(OffsetDateTime::year), Some(1970));
    }

    #[test]
    fn invalid_dates() {
        for text in ["", "0", "tomorrow", "1 jan 1600 0:0:0", "31 feb 2020 0:0:0", "1 jan 2020", "1 jan 2020 24:00:00"]
        {
            assert_eq!(seconds(text), None, "{text}");
        }
    }
}
