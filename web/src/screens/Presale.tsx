import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../i18n';
import { presaleText } from '../i18n/lazy/presale';
import { isCode, joinWithoutCode, keepCode, type CodeFault } from '../state/presale';
import { Heading } from '../ui/parts';

interface Props {
  concertId: string;
  fault: CodeFault;
  /** For which concert and date the user waits. */
  about: ComponentChildren;
  onJoin(): void;
}

/** Asks for the presale code. */
export function Presale({ concertId, fault, about, onJoin }: Props) {
  const [text, setText] = useState('');
  const [isMalformed, setIsMalformed] = useState(false);
  const code = text.trim();
  const send = (event: Event) => {
    event.preventDefault();
    setIsMalformed(!isCode(code));
    if (!isCode(code)) return;
    keepCode(concertId, code);
    onJoin();
  };
  return (
    <form class="middle" noValidate onSubmit={send}>
      <Heading>{presaleText('presaleTitle')}</Heading>
      {about}
      <p>{presaleText('presaleText')}</p>
      {fault !== 'needed' && !isMalformed && <p class="notice bad" role="alert">{t(`err_${fault}`)}</p>}
      <div class="field">
        <label for="presale-code">{presaleText('presaleLabel')}</label>
        <input id="presale-code" type="text" autocomplete="off" autocapitalize="none" spellcheck={false} value={text}
          aria-invalid={isMalformed} aria-describedby={isMalformed ? 'presale-fault' : undefined}
          onInput={(event) => setText(event.currentTarget.value)} />
        {isMalformed && <p class="fault" id="presale-fault" role="alert">{presaleText('presaleMalformed')}</p>}
      </div>
      <button type="submit" class="primary">{presaleText('presaleJoin')}</button>
      <button type="button" class="quiet" onClick={() => {
        joinWithoutCode(concertId);
        onJoin();
      }}>{presaleText('presaleHasPlace')}</button>
    </form>
  );
}
