# language: pt
# Gerado com «interop translate» a partir de features/integration/routing.feature: não se altera aqui.
# Nenhum clínico nativo reviu ainda esta tradução.
@ROUTING @RAD-8
Funcionalidade: As imagens vão sozinhas a todos os que as devem ver, e a mais ninguém
  O especialista de Bata e o serviço de análise esperam imagens que ninguém envia à mão.
  Uma regra que omite um exame atrasa um diagnóstico; uma que envia a mais quebra a confidencialidade.

  Regra: A modalidade, a parte do corpo, o equipamento e a hora decidem para onde vão

    @TC-RTE-001 @shall @positive
    Cenário: Uma TC vai para o serviço de análise
      Dado que a paciente "Ana Torres" consta do registo da receção
      E o exame "TC crânio-encefálica sem contraste" da paciente "Ana Torres" está agendado no equipamento "CT_ER1"
      Quando o técnico realiza o exame "TC crânio-encefálica sem contraste" da paciente "Ana Torres" no equipamento "CT_ER1"
      Então o exame "TC crânio-encefálica sem contraste" da paciente "Ana Torres" chega a tempo ao destino "AI_NODE"

    @TC-RTE-002 @shall @negative
    Cenário: Uma RM não vai para o serviço que lê a TC
      Dado que a paciente "Ana Torres" consta do registo da receção
      E o exame "RM crânio-encefálica" da paciente "Ana Torres" está agendado no equipamento "MR_1"
      Quando o técnico realiza o exame "RM crânio-encefálica" da paciente "Ana Torres" no equipamento "MR_1"
      Então o exame "RM crânio-encefálica" da paciente "Ana Torres" chega aos destinos da tabela de encaminhamento e a nenhum outro

    @TC-RTE-003 @shall @positive
    Cenário: Todo o exame do tórax vai para o especialista de Bata, seja qual for o equipamento
      Dado que o paciente "Luis Mba" consta do registo da receção
      E o exame "Radiografia do tórax no leito" do paciente "Luis Mba" está agendado no equipamento "CR_1"
      Quando o técnico realiza o exame "Radiografia do tórax no leito" do paciente "Luis Mba" no equipamento "CR_1"
      Então o exame "Radiografia do tórax no leito" do paciente "Luis Mba" chega a tempo ao destino "BATA"
      E o exame "Radiografia do tórax no leito" do paciente "Luis Mba" chega aos destinos da tabela de encaminhamento e a nenhum outro

    @TC-RTE-004 @shall @positive
    Cenário: O que a sala de ecografia faz vai para o arquivo do ministério
      Dado que a paciente "Rosa Eyang" consta do registo da receção
      E o exame "Ecografia obstétrica" da paciente "Rosa Eyang" está agendado no equipamento "US_1"
      Quando o técnico realiza o exame "Ecografia obstétrica" da paciente "Rosa Eyang" no equipamento "US_1"
      Então o exame "Ecografia obstétrica" da paciente "Rosa Eyang" chega a tempo ao destino "ARCHIVE"

    @TC-RTE-005 @shall @positive
    Cenário: De dia e de noite está de serviço outra sala de leitura
      Dado que o paciente "Luis Mba" consta do registo da receção
      E o exame "Mamografia bilateral" do paciente "Luis Mba" está agendado no equipamento "MG_1"
      Quando o técnico realiza o exame "Mamografia bilateral" do paciente "Luis Mba" no equipamento "MG_1"
      Então o exame "Mamografia bilateral" do paciente "Luis Mba" chega ao destino de serviço a esta hora
      E o exame "Mamografia bilateral" do paciente "Luis Mba" chega aos destinos da tabela de encaminhamento e a nenhum outro

    @TC-RTE-006 @shall @positive
    Cenário: Um equipamento que chama o arquivo pelo seu segundo nome faz encaminhar as suas imagens
      Dado que o paciente "Luis Mba" consta do registo da receção
      E o exame "Radiografia da mão — lado esquerdo" do paciente "Luis Mba" está agendado no equipamento "DX_1"
      Quando o técnico realiza o exame "Radiografia da mão — lado esquerdo" do paciente "Luis Mba" no equipamento "DX_1" para o arquivo de imagens chamado "PACS1_TELE"
      Então o exame "Radiografia da mão — lado esquerdo" do paciente "Luis Mba" chega a tempo ao destino "BATA"

  Regra: Um destino fora de serviço recebe tudo mais tarde, uma vez

    @TC-RTE-007 @shall @negative
    Cenário: A ligação a Bata está cortada enquanto se faz uma radiografia do tórax
      Dado que a paciente "Ana Torres" consta do registo da receção
      E o exame "Radiografia do tórax" da paciente "Ana Torres" está agendado no equipamento "DX_1"
      E o destino "BATA" está fora de serviço
      Quando o técnico realiza o exame "Radiografia do tórax" da paciente "Ana Torres" no equipamento "DX_1"
      E o destino "BATA" volta a funcionar
      Então o exame "Radiografia do tórax" da paciente "Ana Torres" chega a tempo ao destino "BATA"
      E nada do exame "Radiografia do tórax" da paciente "Ana Torres" se perdeu nem se duplicou no destino "BATA"

    @FIELD-09 @TC-RTE-008 @shall @negative
    Cenário: O disco do arquivo está cheio durante algum tempo
      Dado que a paciente "Rosa Eyang" consta do registo da receção
      E o exame "Ecografia obstétrica" da paciente "Rosa Eyang" está agendado no equipamento "US_1"
      E o destino "ARCHIVE" não tem espaço
      Quando o técnico realiza o exame "Ecografia obstétrica" da paciente "Rosa Eyang" no equipamento "US_1"
      E o destino "ARCHIVE" volta a ter espaço
      Então o exame "Ecografia obstétrica" da paciente "Rosa Eyang" chega a tempo ao destino "ARCHIVE"
      E nada do exame "Ecografia obstétrica" da paciente "Rosa Eyang" se perdeu nem se duplicou no destino "ARCHIVE"
